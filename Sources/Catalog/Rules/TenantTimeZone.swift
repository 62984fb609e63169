import FirestoreModel
import Pricing
import TextForms

/// A time zone and its name.
public struct NamedZone: Sendable, Equatable {
    /// An IANA name such as `America/New_York`.
    public let name: String
    public let zone: RuleZone

    /// Nil for an unknown name.
    public init?(_ name: String) {
        let name = name.trimmed
        guard let zone = RuleZone(identifier: name) else { return nil }
        self.name = name
        self.zone = zone
    }

    /// The result of reading a field with a time zone's name.
    enum Reading: Equatable {
        case absent
        case read(NamedZone)
        case unreadable

        init(_ value: ValueView) {
            guard value.kind != .null else {
                self = .absent
                return
            }
            guard let text = value.string else {
                self = .unreadable
                return
            }
            guard text.nonBlank != nil else {
                self = .absent
                return
            }
            self = NamedZone(text).map { .read($0) } ?? .unreadable
        }

        var zone: NamedZone? {
            guard case .read(let zone) = self else { return nil }
            return zone
        }
    }
}

/// The time zone in which a tenant's rules begin and end, and its source.
public struct TenantTimeZone: Sendable, Equatable {
    public enum Source: String, Sendable {
        /// Set for the location (location put --timezone).
        case `operator`
        /// Set by the POS.
        case pos
        /// Not set: UTC.
        case none
    }

    struct Known: Sendable, Equatable {
        let location: String
        let zone: NamedZone
        let source: Source
    }

    /// Locations with a zone, by id; the first one counts.
    let known: [Known]
    /// All of the tenant's locations, by id.
    let locations: [String]
    /// Locations whose operator-set zone is unknown.
    public let unreadable: [String]

    public var zone: RuleZone { known.first?.zone.zone ?? .utc }

    /// An IANA name; `UTC` where none is set.
    public var name: String { known.first?.zone.name ?? "UTC" }

    public var source: Source { known.first?.source ?? .none }

    /// The zone of one location; nil where neither an operator nor the POS sets one.
    public func zone(ofLocation id: String) -> NamedZone? {
        known.first { $0.location == id }?.zone
    }

    /// Warnings for the operator, one sentence each.
    public var warnings: [String] {
        var texts = unreadable.map {
            "location \($0): what is set as its timezone is no time zone; set it anew"
                + " (posmirror location put \($0) --timezone)"
        }
        if source == .none, let first = locations.first {
            texts.append(
                "location \(first): neither its settings nor the POS name a time zone, so days"
                    + " end at midnight UTC (posmirror location put \(first) --timezone)")
        }
        if let first = known.first,
            let other = known.first(where: { $0.zone.zone != first.zone.zone })
        {
            texts.append(
                "locations have several time zones; that of \(first.location), \(name), counts"
                    + " for the rules, not \(other.zone.name) of \(other.location)")
        }
        return texts
    }
}
