/// The provider whose products, rules, orders and customers a tenant mirrors.
public enum ProviderIDs {
    /// What a document that came from it has as `source`.
    public static let name = "alleaves"
    /// What the ids of its documents begin with.
    public static let prefix = name + "_"
}
