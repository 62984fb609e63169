/// How often a part of a mapping was read in a feed: a field, a store's stock, or a path of
/// `leaveOut` or `each`.
public struct FeedUse: Equatable, Sendable {
    /// Records, or what became of them, where it was read.
    public internal(set) var count = 0
    /// Ids of the first of these; none for what has no ids.
    public internal(set) var examples: [String] = []
    /// Not even the column or member of it is in the feed.
    public internal(set) var isMissing = true
    /// What is made of its being read nowhere.
    public let guarding: FeedGuarding
    /// Nothing can be said of any entry where it is read nowhere.
    let isDecisive: Bool

    /// - Parameter context: the state at the feed's end.
    init(_ slot: FeedSlot, _ number: Int, _ mapping: FeedMapping, _ context: FeedContext) {
        guarding = slot.guarding
        let expression = slot.field.flatMap { mapping.fields[$0] }
        isDecisive =
            slot.field.map { mapping.kind.decisive.contains($0) } ?? false
            && expression?.hasFallback == false
        if let path = slot.paths.first, slot.isPath {
            count = context.deliveries[path.number]
        } else {
            count = context.reads[number]
            examples = context.examples[number]
        }
        isMissing = !slot.paths.contains { context.sights[$0.number] == .found }
    }

    mutating func add(_ other: FeedUse) {
        count += other.count
        examples = Array((examples + other.examples).prefix(FeedLimits.useExamplesMax))
        isMissing = isMissing && other.isMissing
    }

    /// Whether what has become of it changes what its entries are sold for, or to whom.
    public var isLost: Bool {
        switch guarding {
        case .value: count == 0
        case .member: count == 0 && isMissing
        case .nothing: false
        }
    }
}

/// When the absence of a mapped part in a whole feed is an error of the feed, if the part was read
/// in it before.
public enum FeedGuarding: Equatable, Sendable {
    /// Where it is read in no record.
    case value
    /// Where not even its column or member is there: a sale price or a cost may end everywhere.
    case member
    /// Never.
    case nothing
}

extension FeedKind {
    /// A rule without its condition is another rule, and a product without its price another
    /// offer.
    func guarding(_ field: FeedField) -> FeedGuarding {
        switch (self, field) {
        case (.products, .name), (.products, .category), (.products, .brand), (.products, .price),
            (.products, .priceWithTax), (.products, .stock), (.products, .store),
            (.products, .saleStart), (.products, .saleEnd), (.products, .isProduct),
            (.products, .isCannabis), (.products, .isAdultUse):
            .value
        case (.products, .salePrice), (.products, .cost), (.products, .onHand): .member
        case (.products, _): .nothing
        case (.discounts, .name), (.discounts, .description), (.discounts, .badge): .nothing
        case (.discounts, _): .value
        case (.orders, .status), (.orders, .created), (.orders, .total), (.orders, .customerId),
            (.orders, .itemId), (.orders, .itemQuantity), (.orders, .itemPrice):
            .value
        case (.orders, .subtotal), (.orders, .tax), (.orders, .discount), (.orders, .email): .member
        case (.orders, _): .nothing
        }
    }
}

/// A part of a mapping whose readings are counted.
struct FeedSlot: Sendable {
    /// As people know it: `price`, `stores.Hill`, `leaveOut.hidden`.
    let name: String
    let guarding: FeedGuarding
    /// Where it may stand.
    let paths: [FeedPath]
    /// The field, if it is one.
    var field: FeedField?
    /// It is a single path, of `each` or `leaveOut`, that has no value of its own.
    var isPath = false
}
