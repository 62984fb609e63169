/// A category's name as the POS writes it, in short: see ``CategoryPath``.
public enum CategoryName {
    /// The family to show for it.
    public static func canonical(_ raw: String) -> String { CategoryPath(raw).family.name }

    /// The key of its path: what it is compared by.
    public static func key(for raw: String) -> String { CategoryPath(raw).key }
}
