/// A brand, category or vendor.
public struct POSName: Equatable, Sendable {
    /// The POS's own; nil if it has none.
    public var id: String?
    public var name: String

    public init(id: String?, name: String) {
        self.id = id
        self.name = name
    }
}

/// The POS's list of them.
public struct POSNameList: Equatable, Sendable {
    public var names: [POSName]
    /// Entries without a name that can be read.
    public var unreadableCount = 0
    /// There are more than these: the POS says so, or what it lists them in was not read whole.
    public var isShort = false
    /// Values that were there and could not be read, by field.
    public var unreadable = UnreadableValues()

    public init(names: [POSName]) { self.names = names }
}
