import PointOfSale
import Pricing

/// The names that the accounts of a tenant list, as one list: a name counts once, whoever has it,
/// and an id carries its account's name, since two accounts number alike. Pure.
struct AccountNames {
    /// Nil where no account answered.
    private(set) var list: POSNameList?
    /// Some account did not answer.
    private(set) var isPartial = false

    /// - Parameters:
    ///   - answers: of each account, nil for a failure; that of the primary account first, if it is
    ///     among them.
    ///   - key: by which names are compared.
    init(_ answers: [(account: String?, list: POSNameList?)], key: (String) -> String) {
        let known = answers.compactMap(\.list)
        isPartial = !known.isEmpty && known.count < answers.count
        guard answers.count > 1 else {
            list = known.first
            return
        }
        // Some order, so that a name has one id whichever location comes first.
        let sorted = answers.sorted { ($0.account ?? "") < ($1.account ?? "") }
        for case (let account, let found?) in sorted {
            guard let whole = list else {
                list = account == nil ? found : Self.named(found, by: account ?? "")
                continue
            }
            list = Self.union(whole, Self.named(found, by: account ?? ""), key)
        }
    }

    private static func named(_ list: POSNameList, by account: String) -> POSNameList {
        var list = list
        list.names = list.names.map { name in
            var name = name
            name.id = "\(account)_\(name.id ?? name.name)"
            return name
        }
        return list
    }

    private static func union(
        _ one: POSNameList, _ other: POSNameList, _ key: (String) -> String
    ) -> POSNameList {
        var both = one
        let known = Set(one.names.map { key(HTMLText.decoded($0.name)) })
        both.names += other.names.filter { !known.contains(key(HTMLText.decoded($0.name))) }
        both.unreadableCount += other.unreadableCount
        both.isShort = one.isShort || other.isShort
        both.unreadable.merge(other.unreadable)
        return both
    }
}
