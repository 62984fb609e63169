/// Decides which account each of a tenant's locations of one provider reaches, and which account's
/// ids carry no name. Pure; never guesses: two accounts must not share an item 1000.
struct AccountAssignment {
    /// What the POS says to a login.
    enum Answer: Equatable {
        case account(String)
        /// It knows no accounts: each login is one of its own.
        case silent
        /// It has accounts, and did not say which one this is.
        case unnamed
        /// It could not be asked, with the reason.
        case failed(String)
        case notAsked
    }

    struct Location {
        let id: String
        /// Equal for locations of one login; empty for one that cannot log in.
        let login: String
        /// The operator's word.
        let named: String?
        let answer: Answer
        /// The mirror has products of it.
        let hasProducts: Bool
    }

    enum Resolution: Equatable {
        case primary
        /// An account whose ids carry its name.
        case other(String)
        /// Unknown, with the reason in words that follow the location's name.
        case unresolved(String)
    }

    /// What is known now.
    private(set) var accounts: ProviderAccounts
    /// By location.
    private(set) var resolutions: [String: Resolution] = [:]
    /// Why a location must not be asked although its account is known, by location: it logs in as
    /// somebody else now, and nobody says whose account that is.
    private(set) var refusals: [String: String] = [:]
    private(set) var warnings: [String] = []

    private let all: [Location]

    /// - Parameters:
    ///   - locations: in the order of their ids.
    ///   - known: what was known before.
    init(_ locations: [Location], known: ProviderAccounts) {
        all = locations
        accounts = known
        guard locations.count > 1 || !known.isEmpty else {
            resolutions = Dictionary(uniqueKeysWithValues: locations.map { ($0.id, .primary) })
            return
        }
        learn()
        choosePrimary()
        for location in all { resolutions[location.id] = resolve(location) }
        for case .other(let account) in resolutions.values { accounts.others.insert(account) }
        assert(resolutions.count == all.count, "every location has a place")
        assert(accounts.primary.map { !accounts.others.contains($0) } ?? true)
    }

    /// One login is one account: what is known of one of its locations holds for all.
    private mutating func learn() {
        for location in all {
            let mates = mates(of: location)
            let named = mates.compactMap(\.named)
            if Set(named).count > 1, mates.first?.id == location.id {
                warnings.append(
                    "the locations \(mates.map(\.id).joined(separator: ", ")) log in alike, so that"
                        + " they are of one account, and account in their posConfig differs:"
                        + " \(mates.first { $0.named != nil }?.id ?? "")'s counts")
            }
            let answered = mates.compactMap { mate -> String? in
                if case .account(let account) = mate.answer { account } else { nil }
            }
            let before = mates.filter { !hasOtherLogin($0) }.compactMap {
                accounts.locations[$0.id]
            }
            if let account = named.first ?? answered.first ?? before.first {
                accounts.locations[location.id] = account
                remember(location)
            } else if accounts.locations[location.id] != nil {
                refusals[location.id] = reason(location)
            }
        }
    }

    /// Whether a location logs in otherwise than when its account became known, and did not say
    /// anew which one it is. One whose login fails is not known to be of another.
    private func hasOtherLogin(_ location: Location) -> Bool {
        guard let former = accounts.logins[location.id],
            let mark = LoginMark.of(location.login, location: location.id), mark != former
        else { return false }
        return [.unnamed, .notAsked].contains(location.answer)
    }

    private mutating func remember(_ location: Location) {
        switch location.answer {
        case .failed, .notAsked: break
        case .account, .silent, .unnamed:
            if let mark = LoginMark.of(location.login, location: location.id) {
                accounts.logins[location.id] = mark
            }
        }
    }

    private func mates(of location: Location) -> [Location] {
        guard !location.login.isEmpty else { return [location] }
        return all.filter { $0.login == location.login }
    }

    /// The account whose products already have ids without a name; else the first that is known.
    private mutating func choosePrimary() {
        guard accounts.primary == nil else { return }
        let first = all.first(where: \.hasProducts)
        let known = all.first { accounts.locations[$0.id] != nil }
        accounts.primary = (first ?? known).flatMap { accounts.locations[$0.id] }
        if let primary = accounts.primary { accounts.others.remove(primary) }
    }

    private mutating func resolve(_ location: Location) -> Resolution {
        guard let primary = accounts.primary else { return resolveWithoutPrimary(location) }
        if let account = accounts.locations[location.id] {
            return account == primary ? .primary : .other(account)
        }
        guard location.hasProducts else { return .unresolved(reason(location)) }
        if [.silent, .unnamed].contains(location.answer) {
            warnings.append(stays(location, beside: nil))
        }
        return .primary
    }

    /// The products that there are have ids without a name, and whose they are is not known.
    private mutating func resolveWithoutPrimary(_ location: Location) -> Resolution {
        let earlier = all.filter(\.hasProducts)
        guard let first = earlier.first else {
            if location.answer == .unnamed { return taken(location) }
            // The only one that can log in is one account, whatever its name.
            let reachable = all.filter { !$0.login.isEmpty }
            return !location.login.isEmpty && mates(of: location).count == reachable.count
                ? .primary : .unresolved(reason(location))
        }
        if mates(of: location).contains(where: { $0.id == first.id }) { return .primary }
        // As before, until it is known.
        guard location.hasProducts else {
            if location.answer == .unnamed { return taken(location) }
            if case .failed(let reason) = location.answer { return .unresolved(reason) }
            return .unresolved(
                "cannot be told from location \(first.id), whose account is not known:"
                    + " \(Self.remedy)")
        }
        warnings.append(stays(location, beside: first))
        return .primary
    }

    /// A POS that names no account at all is taken for one account, as it was before there were
    /// accounts, and a warning says so.
    private mutating func taken(_ location: Location) -> Resolution {
        if all.count > 1 {
            warnings.append(
                "location \(location.id): its login does not say which account it is of, so its"
                    + " items count as those of the tenant's first account; \(Self.remedy)")
        }
        return .primary
    }

    private func stays(_ location: Location, beside first: Location?) -> String {
        let whose = first.map { "whose account location \($0.id) reaches is not known, so" }
        return "location \(location.id): \(whose ?? "its account is not known, so") its items count"
            + " as before as those of the tenant's first account; \(Self.remedy)"
    }

    private func reason(_ location: Location) -> String {
        switch location.answer {
        case .failed(let reason): reason
        case .notAsked: "has not been synced yet, so that its account is not known"
        case .silent, .unnamed, .account:
            "does not say which account of its point of sale it reaches, so that its items cannot"
                + " be told from those of the other locations: \(Self.remedy)"
        }
    }

    private static let remedy =
        "set account in posConfig, the same text for locations that share their items and another"
        + " for each that does not"
}
