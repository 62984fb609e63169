/// Brands compare by trimmed, case-folded name, on both the product's and the rule's side.
public enum BrandName {
    /// The key two spellings of one brand share. Inner white space counts.
    public static func key(for name: String) -> String {
        TextFold.trimmed(name).lowercased()
    }
}
