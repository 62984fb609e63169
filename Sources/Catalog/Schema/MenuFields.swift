import MirrorTree

/// The fields that a menu item is made of, looked up while a document is read.
struct MenuFields: Sendable {
    /// A field with what reading it needs.
    struct Field: Sendable {
        let key: [UInt8]
        let kind: ProductField.Kind
        /// 0 where the menu item does not have it.
        let number: UInt32
        let column: ProductField.Column?
    }

    static let all = MenuFields(
        ProductField.allCases.filter { $0.entry.owner != .rules }.filter {
            $0.entry.number != nil || $0.entry.column != nil
        })
    private static let sale = ProductSchema.sale.map { (field: $0, key: Array($0.rawValue.utf8)) }

    let fields: [Field]

    private init(_ fields: [ProductField]) {
        self.fields = fields.map {
            Field(
                key: Array($0.rawValue.utf8), kind: $0.entry.kind, number: $0.entry.number ?? 0,
                column: $0.entry.column)
        }
    }

    /// The place of the field called `name`. `next` is the caller's guess, the place after the
    /// last one found: documents keep their fields sorted, so it is nearly always right.
    @inline(__always)
    func index(of name: UnsafeRawBufferPointer, next: inout Int) -> Int? {
        // Fields that the document lacks are stepped over; only an unsorted one is looked for
        // from the beginning.
        guard let index = index(of: name, in: next..<fields.count) ?? index(of: name, in: 0..<next)
        else { return nil }
        next = index + 1
        return index
    }

    @inline(__always)
    private func index(of name: UnsafeRawBufferPointer, in range: Range<Int>) -> Int? {
        range.first { fields[$0].key.count == name.count && name.elementsEqual(fields[$0].key) }
    }

    /// The sale field called `name`, if it is one.
    static func saleField(named name: UnsafeRawBufferPointer) -> ProductField? {
        sale.first { name.elementsEqual($0.key) }?.field
    }
}
