import PointOfSale

extension POSOrigin {
    /// As warnings call it: the provider and the account, before a verb.
    var text: String {
        "\(provider.name), \(account.map { "account \($0)" } ?? "the tenant's first account"),"
    }
}
