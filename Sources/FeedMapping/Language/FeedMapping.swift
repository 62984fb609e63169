import JSON

/// A mapping of a feed's columns or JSON paths to the fields of products, discount rules or orders.
///
/// Immutable. Protocol/feed.md describes the language.
public struct FeedMapping: Sendable {
    public let kind: FeedKind
    /// The members that lead to the list of records in a JSON text.
    let records: [String]
    /// The path of the feed's own number of records.
    let total: FeedPath?
    /// The steps that expand one record to several.
    let each: [FeedExpansion]
    /// Records that meet any of these conditions are excluded.
    let leaveOut: [FeedCondition]
    let fields: [FeedField: FeedExpression]
    /// The stock of each store, by the store's name.
    let stores: [(name: String, stock: FeedExpression)]
    /// What of it is counted while a feed is read.
    let slots: [FeedSlot]
    /// Whether records with the same id form one rule, for all the products that they name.
    public let unites: Bool
    /// The decimal mark of numbers in texts.
    let decimalMark: UInt8
    /// All paths of the mapping, by number.
    let paths: [FeedPath]

    static let keys: Set<String> = [
        "version", "records", "total", "each", "leaveOut", "fields", "stores", "unite",
        "decimalMark",
    ]

    /// Parses a mapping. Throws the first error and its location.
    public init(_ json: JSONValue, _ kind: FeedKind) throws(FeedMappingError) {
        var reader = FeedMappingReader()
        let object = try reader.object(json, "mapping", keys: Self.keys)
        if let version = object["version"], version != .number("1") {
            throw FeedMappingError("version", "must be 1")
        }
        self.kind = kind
        records = try reader.records(object["records"])
        total = try reader.path(object["total"], "total")
        let head = reader.paths.count
        each = try reader.each(object["each"])
        let middle = reader.paths.count
        leaveOut = try reader.conditions(object["leaveOut"], "leaveOut")
        var slots = FeedSlots(each: reader.paths[head..<middle], leaveOut: reader.paths[middle...])
        fields = slots.counted(try reader.fields(object["fields"], kind), of: kind)
        stores = slots.counted(kind == .products ? try reader.stores(object["stores"]) : [])
        self.slots = slots.all
        if kind != .products, object["stores"] != nil {
            throw FeedMappingError("stores", "belongs into a mapping of products")
        }
        unites = try reader.flag(object["unite"], "unite") ?? false
        decimalMark = try reader.decimalMark(object["decimalMark"])
        paths = reader.paths
        try checkFields()
    }

    /// Whether each record of products says of which store it is.
    public var namesStore: Bool { fields[.store] != nil }

    /// The columns that it cannot do without, of those that a header has not.
    func lacking(_ header: CSVHeader) -> [FeedPath] {
        let bindings = Set(each.map(\.name))
        let has = { (path: FeedPath) -> Bool in
            if case .member(let name)? = path.steps?.first, bindings.contains(name) { return true }
            return header.position(path.text) != nil
        }
        return fields.sorted { $0.key.rawValue < $1.key.rawValue }
            .flatMap { $1.lacking(has, needsAll: $0 == .id) }
            + stores.flatMap { $0.stock.lacking(has) }
            + each.flatMap { $0.lacking(has) } + leaveOut.flatMap { $0.lacking(has) }
    }

    /// Parses the text of a mapping.
    public init(text: [UInt8], _ kind: FeedKind) throws(FeedMappingError) {
        guard text.count <= FeedLimits.mappingBytesMax else {
            throw FeedMappingError(
                "mapping", "has more than \(FeedLimits.mappingBytesMax) bytes")
        }
        let json: JSONValue
        do throws(JSONFault) {
            json = try JSONParser.parse(text)
        } catch {
            throw FeedMappingError("mapping", error.description)
        }
        try self.init(json, kind)
    }

    private func checkFields() throws(FeedMappingError) {
        for field in kind.required where fields[field] == nil {
            throw FeedMappingError("fields", "has no \(field.rawValue)")
        }
        guard kind == .products else { return }
        guard stores.isEmpty || fields[.stock] == nil else {
            throw FeedMappingError("stores", "and fields.stock cannot both be there")
        }
        guard stores.isEmpty || fields[.store] == nil else {
            throw FeedMappingError("stores", "and fields.store cannot both be there")
        }
    }
}

/// An error in a mapping, and its location.
public struct FeedMappingError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The location, such as `fields.price.unit`.
    public let place: String
    public let message: String

    init(_ place: String, _ message: String) {
        self.place = place
        self.message = message
    }

    public var description: String { "\(place) \(message)" }
}
