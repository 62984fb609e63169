import FirestoreModel
import LinuxSystem
import MirrorMessages

extension MirrorCommands {
    static let locationPut = Command(
        "location put", arguments: [.init("ID", "id of the location's document")],
        options: [
            .value("org", "ORG", "the tenant the location belongs to"),
            .value("timezone", "TZ", "IANA time zone, as in America/New_York"),
            .value("credentials", "FILE", "posConfig as JSON; - reads standard input"),
        ],
        summary: "Add a location and its POS account, or change them",
        details: """
            The file is one JSON object of strings: provider (alleaves), status (active), username
            and password or apiKey, and where needed pin, partnerId, storeId, locationId,
            priceBasis (otd or retail) and channel (adult or medical). Without a login, that of
            posmirrord --single-tenant is taken. It replaces the account
            that is there. Without --timezone the stored time zone stays. Keep the file readable
            by its owner alone.
            """,
        examples: [
            "posmirror location put main --org acme --timezone America/New_York \\\n"
                + "    --credentials pos.json",
            "pass show pos/acme | posmirror location put main --org acme --credentials -",
        ],
        run: { context in
            try putLocation(context)
            return .ok
        })

    private static func putLocation(_ context: CommandContext) throws {
        let id = context.arguments.positional(0)
        let path = try ResourcePath(segments: ["locations", id])
        let orgID = try context.arguments.required("org")
        // An org is a document id below tenants.
        _ = try ResourcePath(segments: ["tenants", orgID])
        let timeZone = context.arguments.value("timezone")
        if let timeZone { try TimeZoneName.validate(timeZone) }
        let file = try context.arguments.required("credentials")
        let account = try PosAccount(json: CredentialsFile.read(file, context.output))
        var fields: Fields = ["orgId": .string(orgID), "posConfig": .map(account.fields)]
        if let timeZone { fields["timezone"] = .string(timeZone) }
        let document = try context.connect().updateDocument(path, fields: fields, mask: fields.keys)
        if context.wantsJSON {
            context.output.json(LocationRow(document).json)
        } else {
            context.output.line("location \(id) of \(PlainText.escaped(orgID)) is stored", .good)
            if account.lacksLogin {
                context.output.line(
                    "it has no login: it needs that of posmirrord --single-tenant", .warning)
            }
            context.output.line("next: posmirror sync products \(PlainText.escaped(orgID))", .faint)
        }
    }

    static let locationList = Command(
        "location list", summary: "Show all locations, without their credentials",
        examples: ["posmirror location list", "posmirror location list --json | jq '.[].id'"],
        run: { context in
            let locations = DocumentPages(
                client: try context.connect(),
                collection: ResourcePath(uncheckedSegments: ["locations"]), limit: .max)
            var rows: [LocationRow] = []
            _ = try locations.each { rows.append(LocationRow($0)) }
            if context.wantsJSON {
                var array = JSONArrayWriter(context.output)
                for row in rows { array.add(row.json) }
                array.finish()
            } else if rows.isEmpty {
                context.output.line(
                    "No locations. Add one: posmirror location put ID --org ORG --credentials FILE")
            } else {
                context.output.table(locationTable(rows))
            }
            return .ok
        })

    private static func locationTable(_ rows: [LocationRow]) -> TextTable {
        var table = TextTable([
            .left("LOCATION"), .left("ORG"), .left("TIME ZONE"), .left("PROVIDER"),
            .left("STATUS"), .flexible("ACCOUNT"), .left("UPDATED"),
        ])
        for row in rows {
            table.add(
                .init(row.id, .strong), .init(row.orgID), .init(row.timeZone),
                .init(row.text("provider")),
                .init(row.text("status"), row.text("status") == "active" ? .good : .warning),
                .init(row.account), .init(row.updated))
        }
        return table
    }
}

/// A location document as it is shown.
struct LocationRow {
    let id: String
    let orgID: String
    let timeZone: String
    let updated: String
    private let config: Fields

    init(_ document: Document) {
        id = document.name.split(separator: "/").last.map { String($0) } ?? ""
        orgID = document.fields["orgId"]?.stringValue ?? ""
        timeZone = document.fields["timezone"]?.stringValue ?? ""
        updated = document.updateTime.map { Timestamp(seconds: $0.seconds).rfc3339 } ?? ""
        config = Redaction.redacted(document.fields["posConfig"]?.mapValue ?? Fields())
    }

    /// A text of the posConfig; credentials are already redacted.
    func text(_ key: String) -> String { config[key]?.stringValue ?? "" }

    /// Which credentials are there, never what they are.
    var account: String {
        let names = ["username", "password", "pin", "apiKey"].filter { !text($0).isEmpty }
        return names.isEmpty ? "none" : names.joined(separator: ", ")
    }

    var json: String {
        var writer = MirrorMessages.JSONWriter()
        writer.object { writer in
            writer.member("id", id)
            writer.member("org_id", orgID)
            writer.member("timezone", timeZone)
            writer.key("pos_config")
            writer.object { writer in
                for (key, value) in config {
                    if let text = value.stringValue { writer.member(key, text) }
                }
            }
            writer.member("update_time", updated)
        }
        return writer.text
    }
}
