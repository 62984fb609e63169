import PointOfSale

/// Why a location must not be asked, though its settings reach a POS: what the mirror has of it
/// stays, as with a login that fails.
enum LocationRefusal: Equatable {
    /// Another login than that of which the account is known, which says no account.
    case otherLogin(String)
    /// It cannot be told from other stores, so that their rows would count as its own too.
    case unnamedStore(String)

    /// In words that follow the location's name.
    var text: String {
        switch self {
        case .otherLogin(let text), .unnamedStore(let text): text
        }
    }
}

extension [LocationConfig] {
    /// Refuses locations that do not say which of several stores they are, beside one that does. Of
    /// several that all do not, the first has the rows of all.
    mutating func refuseUnnamedStores() {
        let all = self
        for index in indices where self[index].settingsFault == nil {
            guard let fault = self[index].account.storeFault else { continue }
            let own = self[index]
            let isBesideNamed = all.contains { other in
                other.id != own.id && other.settingsFault == nil
                    && other.account.storeFault == nil && other.provider == own.provider
                    && other.unresolved == nil
                    && (fault.isOfWholeAccount
                        ? other.origin == own.origin : other.account.login == own.account.login)
            }
            guard isBesideNamed, own.refusal == nil else { continue }
            self[index].refusal = .unnamedStore(
                fault.text + ", so that it cannot be told from the other locations of its account"
                    + " and is left out; nothing of it was changed")
        }
    }
}
