/// Brands compare by the text key, on both the product's and the rule's side.
public enum BrandName {
    /// The key two spellings of one brand share.
    public static func key(for name: String) -> String { TextKey.key(name) }
}
