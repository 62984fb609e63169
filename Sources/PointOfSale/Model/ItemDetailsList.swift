/// What the item search answered.
public struct ItemDetailsList: Equatable, Sendable {
    /// By item id; of one that comes twice the later.
    public var details: [POSID: ItemDetails] = [:]
    /// Why there may be more; nil where the POS had no more.
    public var failure: POSError?
    /// Values that were there and could not be read, as `items.media_list`.
    public var unreadable = UnreadableValues()

    public init() {}
}
