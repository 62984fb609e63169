import MirrorClient
import FirestoreModel
import MirrorMessages
import MirrorTree
import TTRPC

extension MirrorCommands {
    private static let providerNames = KnownProvider.names.joined(separator: " or ")

    static let locationPut = Command(
        "location put", arguments: [.init("ID", "id of the location's document")],
        options: [
            .value("org", "ORG", "the tenant the location belongs to; needed for a new one"),
            .value("timezone", "TZ", "IANA time zone, as in America/New_York"),
            .value(
                "provider", "NAME",
                "\(providerNames) (a new location has the first one by default)"),
            .value("credentials", "FILE", "posConfig as JSON; - reads standard input"),
            .value(
                "unset", "KEY", "take a value away: timezone or a key of the file",
                repeatable: true),
        ],
        summary: "Add a location and its POS account, or change them",
        details: """
            The file is one JSON object: provider (\(providerNames)),
            status (active or inactive), username and password or apiKey, and where needed pin,
            partnerId, storeId, locationId, priceBasis (otd or retail), channel (adult or medical),
            webhookSecret (signs the POS's events), sellableAreas (a list of area types) and
            sellExpired (true or false). account names whose ids the POS's are, for a tenant with
            several locations whose POS does not say: the same for locations that share items.
            A feed has products, discounts and orders (url, format, mapping), store, token and
            headers instead: Protocol/feed.md. Its first 100 records are read from here, and what
            cannot be mapped is said, before anything is stored; nothing is where the mapping does
            not fit.

            What the file does not name stays as it is; null takes a value away, as --unset does.
            Says which values changed, never what they are. Keep the file readable by its owner
            alone.
            """,
        examples: [
            "posmirror location put main --org acme --timezone America/New_York \\\n"
                + "    --credentials pos.json",
            "pass show pos/acme | posmirror location put main --org acme --credentials -",
            #"echo '{"webhookSecret": "…"}' | posmirror location put main --credentials -"#,
            "posmirror location put main --unset webhookSecret",
        ],
        run: { context in
            try LocationPut(context).run()
            return .ok
        })
}

/// An execution of `location put`.
struct LocationPut {
    private let context: CommandContext
    private let id: String
    private let path: ResourcePath
    private let org: String?
    private let timeZone: String?
    private let removesTimeZone: Bool
    private let account: PosConfigEdit

    /// Validates the command line and reads the file.
    init(_ context: CommandContext) throws {
        self.context = context
        let arguments = context.arguments
        id = arguments.positional(0)
        path = try RootPath.location(id)
        org = arguments.value("org")
        // An org is a document id below tenants.
        if let org { _ = try RootPath.tenant(checking: org) }
        timeZone = arguments.value("timezone")
        if let timeZone { try TimeZoneName.validate(timeZone) }
        let file = arguments.value("credentials")
        var account =
            try file.map { file in
                try PosConfigEdit(json: CredentialsFile.read(file, context.output))
            } ?? PosConfigEdit()
        let provider = arguments.value("provider")
        if let provider { try account.setProvider(provider) }
        let unset = arguments.values("unset")
        for key in unset where key != "timezone" { try account.remove(key) }
        removesTimeZone = unset.contains("timezone")
        if removesTimeZone, timeZone != nil {
            throw CommandFailure.usage("timezone is both set and taken away")
        }
        let says = provider != nil || org != nil || timeZone != nil || file != nil || !unset.isEmpty
        guard says else {
            throw CommandFailure.usage(
                "nothing to change", remedy: "give --org, --timezone, --credentials or --unset")
        }
        self.account = account
    }

    /// Reads, changes and writes the location, unless it was changed concurrently.
    func run() throws {
        let client = try context.connect()
        for attempt in 1... {
            let stored = try stored(client)
            let wanted = try wanted(stored?.fields ?? Fields())
            let changes = LocationChanges(from: stored?.fields ?? Fields(), to: wanted)
            if attempt == 1 { try FeedTrialReport(context, wanted, changes).run() }
            guard stored == nil || !changes.isEmpty else {
                return report(try stored ?? client.document(path), changes, wanted)
            }
            do throws(MirrorClientError) {
                return report(try write(client, wanted, changes, stored), changes, wanted)
            } catch {
                let isRace = [.failedPrecondition, .alreadyExists, .notFound, .aborted]
                    .contains(error.code)
                guard isRace, attempt < CommandLineLimits.locationAttemptsMax else { throw error }
            }
        }
    }

    private func stored(_ client: MirrorClient) throws(MirrorClientError) -> Document? {
        do throws(MirrorClientError) {
            return try client.document(path)
        } catch  where error.code == .notFound {
            return nil
        }
    }

    /// The document's fields after the change.
    private func wanted(_ stored: Fields) throws(CommandFailure) -> Fields {
        var fields = stored
        guard let org = org ?? stored[LocationField.orgId]?.stringValue else {
            throw .usage("--org is missing", remedy: "there is no location \(id) yet")
        }
        fields[LocationField.orgId] = .string(org)
        if let timeZone { fields[LocationField.timezone] = .string(timeZone) }
        if removesTimeZone { fields[LocationField.timezone] = nil }
        let config = stored[LocationField.posConfig]?.mapValue ?? Fields()
        fields[LocationField.posConfig] = .map(try account.applied(to: config))
        return fields
    }

    /// Writes only what differs, to keep fields of other writers.
    private func write(
        _ client: MirrorClient, _ wanted: Fields, _ changes: LocationChanges, _ stored: Document?
    ) throws(MirrorClientError) -> Document {
        var precondition = Precondition.exists(false)
        if let stored { precondition = stored.updateTime.map { .updateTime($0) } ?? .exists(true) }
        return try client.updateDocument(
            path, fields: wanted, mask: changes.paths, precondition: precondition)
    }

    private func report(_ document: Document, _ changes: LocationChanges, _ wanted: Fields) {
        guard !context.wantsJSON else {
            return context.output.json(LocationRow(document).json(changes))
        }
        let org = PlainText.escaped(wanted[LocationField.orgId]?.stringValue ?? "")
        let id = PlainText.escaped(id)
        guard !changes.isEmpty else {
            return context.output.line("location \(id) of \(org): nothing changed", .faint)
        }
        context.output.line("location \(id) of \(org) is stored", .good)
        for (word, names) in [
            ("set", changes.set), ("changed", changes.changed), ("removed", changes.removed),
        ] where !names.isEmpty {
            context.output.line("\(word): \(names.joined(separator: ", "))")
        }
        if !PosConfigEdit.hasLogin(wanted[LocationField.posConfig]?.mapValue ?? Fields()) {
            context.output.line(
                "! no login is stored: only a daemon with --single-tenant can reach the POS",
                .warning)
        }
        sayZone(wanted)
        context.output.line("next: posmirror sync org \(org)", .faint)
    }

    /// Whether the POS provides a time zone is known only after a sync.
    private func sayZone(_ wanted: Fields) {
        guard wanted[LocationField.timezone]?.stringValue == nil else { return }
        context.output.line(
            "! no time zone is set: the POS's own counts from the sync that reads it; without "
                + "either, days end at midnight UTC (--timezone TZ sets one; posmirror status "
                + "shows which counts)", .warning)
    }
}

/// The differences that a `location put` makes, by field name.
struct LocationChanges: Equatable {
    /// Added fields.
    private(set) var set: [String] = []
    /// Fields with a new value.
    private(set) var changed: [String] = []
    /// Removed fields.
    private(set) var removed: [String] = []
    /// The paths of all differing fields.
    private(set) var paths: [String] = []

    init(from stored: Fields, to wanted: Fields) {
        for field in [LocationField.orgId, .timezone] {
            compare(field.rawValue, field.rawValue, stored[field], wanted[field])
        }
        let before = stored[LocationField.posConfig]?.mapValue ?? Fields()
        let after = wanted[LocationField.posConfig]?.mapValue ?? Fields()
        for key in PosConfigEdit.keys {
            compare(key, "\(LocationField.posConfig.rawValue).\(key)", before[key], after[key])
        }
    }

    var isEmpty: Bool { paths.isEmpty }

    private mutating func compare(_ name: String, _ path: String, _ old: Value?, _ new: Value?) {
        guard old != new else { return }
        paths.append(path)
        switch (old, new) {
        case (nil, _), (.null?, _): set.append(name)
        case (_, nil): removed.append(name)
        default: changed.append(name)
        }
    }
}
