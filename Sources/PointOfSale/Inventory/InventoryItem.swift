import Pricing

/// An item of an inventory, with the aggregates of its rows. A cheap view; texts are created on
/// demand.
///
/// A plain field is that of the first row that has it: rows in stock before others, each by batch
/// id. All prices come from the first row that has any. Independent of the order of receipt. Money
/// is in cents; quantities and percentages are in 1/1,000.
public struct InventoryItem: Sendable {
    let inventory: Inventory
    let index: Int
    let summary: ItemSummary

    /// A text field of an item.
    public enum TextField: Sendable {
        case name, brand, category, vendor, strain, uom, imageURL, deliveryRoute, weightUOM

        var field: InventoryField {
            switch self {
            case .name: .name
            case .brand: .brand
            case .category: .category
            case .vendor: .vendor
            case .strain: .strain
            case .uom: .uom
            case .imageURL: .imageURL
            case .deliveryRoute: .deliveryRoute
            case .weightUOM: .weightUOM
            }
        }
    }

    /// The POS's own id.
    public var idItem: String { id.description }
    /// The id in a form for lookups.
    public var id: POSID {
        guard let id = inventory.rows.id(summary.idItem) else {
            preconditionFailure("rows without an id belong to no item")
        }
        return id
    }

    /// Calls `body` with a text's bytes: trimmed valid UTF-8, empty if absent; valid inside the
    /// call.
    public func withBytes<Result>(
        of field: TextField, _ body: (UnsafeRawBufferPointer) -> Result
    ) -> Result {
        body(inventory.bytes(firstText(field.field)))
    }

    /// A text, trimmed; nil if absent or empty.
    public func text(_ field: TextField) -> String? { string(firstText(field.field)) }

    public var name: String? { text(.name) }
    public var brand: String? { text(.brand) }
    /// As the POS writes it, for example `Category > Flower`.
    public var category: String? { text(.category) }
    public var vendor: String? { text(.vendor) }
    public var strain: String? { text(.strain) }
    public var uom: String? { text(.uom) }
    public var imageURL: String? { text(.imageURL) }
    public var deliveryRoute: String? { text(.deliveryRoute) }

    /// The sku, otherwise the barcode, otherwise a batch's barcode.
    public var sku: String? {
        string(firstText(.sku)) ?? string(firstText(.barcode)) ?? firstDetail(\.barcode)
    }

    /// Available units that may be sold, minus oversold batches; not negative. See
    /// ``StockVerdict``.
    public var stockThousandths: Int64 { summary.stock }
    /// The units on hand in the same rows.
    public var onHandThousandths: Int64 { summary.onHand }
    /// The mean cost by units on hand, over the same rows and expired ones; without units, the
    /// first cost. Unrounded.
    public var cost: UnitCost? { summary.cost }
    /// ``cost`` in cents, for display.
    public var costCents: Int64? { cost?.cents }
    /// The earliest expiry date of the batches in stock; of the expired ones if there are no
    /// others.
    public var expiry: CalendarDate? { summary.expiry }
    /// Whether ``expiry`` has passed: the item is then not sold, or is marked.
    public var isExpired: Bool {
        rowIndices.contains { index in
            let row = inventory.row(index)
            let isPast = row.verdict == .expired || row.verdict == .sellableExpired
            return isPast && inventory.enrichment.expiry(of: row) == summary.expiry
        }
    }

    /// The prices of the first row that has any.
    public var prices: InventoryPrices {
        for index in rowIndices {
            let row = inventory.row(index)
            guard row.leadingPrice != nil else { continue }
            return InventoryPrices(
                otdAdultUse: row.number(.otdAdultUse), otd: row.number(.otd),
                retailAdultUse: row.number(.retailAdultUse), retail: row.number(.retail),
                otdMedicalUse: row.number(.otdMedicalUse),
                retailMedicalUse: row.number(.retailMedicalUse))
        }
        return InventoryPrices()
    }

    public var thcThousandths: Int64? { firstNumber(.thc) }
    public var cbdThousandths: Int64? { firstNumber(.cbd) }
    /// In 1/1,000 of a milligram; from the batch's details if no row has it.
    public var thcMilligramsThousandths: Int64? {
        firstNumber(.thcMilligrams) ?? firstDetail(\.thcMilligramsThousandths)
    }
    public var cbdMilligramsThousandths: Int64? {
        firstNumber(.cbdMilligrams) ?? firstDetail(\.cbdMilligramsThousandths)
    }
    public var weightThousandths: Int64? { firstNumber(.weightUsable) }
    /// The unit of ``weightThousandths``, such as `g`.
    public var weightUOM: String? { text(.weightUOM) }

    /// False if the POS says so (gift cards, deposits).
    public var isProduct: Bool { firstFlag(.isProduct) ?? true }
    /// Nil if the POS does not say.
    public var isCannabis: Bool? { firstFlag(.isCannabis) }
    public var isAdultUse: Bool? { firstFlag(.isAdultUse) }
    /// Whether every row is marked as deleted.
    public var isDeleted: Bool {
        rowIndices.allSatisfy { inventory.row($0).flag(.deleted) == true }
    }

    public var terpenes: [BatchDetails.Terpene] { firstDetail { $0.terpenes.nonEmpty } ?? [] }
    public var strainType: String? { firstDetail(\.strainType) }
    public var effects: [String] { firstDetail { $0.effects.nonEmpty } ?? [] }
    public var packageDate: CalendarDate? {
        firstNumber(.packageDate).map { CalendarDate(packed: Int32(truncatingIfNeeded: $0)) }
            ?? firstDetail { $0.packageDate ?? $0.productionDate }
    }

    /// Whether a quantity or price is unreadable, so that the aggregates are not what the POS
    /// means.
    public var hasUnreadableAmounts: Bool {
        hasRow(lacking: UnreadableParts.amount) || hasUnreadableCost
    }

    /// Whether the cost is unreadable and is needed, because there is no price.
    public var hasUnreadableCost: Bool {
        hasRow(lacking: UnreadableParts.cost) && prices == InventoryPrices()
    }

    /// Whether a row has bytes that are not UTF-8, so that nothing of it is known but whose it is.
    public var hasSpoiltRows: Bool { hasRow(lacking: UnreadableParts.row) }

    private func hasRow(lacking parts: Int64) -> Bool {
        rowIndices.contains { index in
            let row = inventory.row(index)
            return row.lacks(parts) && !row.mayBe(.deleted)
        }
    }

    /// Whether details of a batch are missing, and the values therein thus unknown, not absent.
    public var lacksDetails: Bool { !batchIDsWithoutDetails.isEmpty }

    /// The batches without details.
    public var batchIDsWithoutDetails: [String] {
        rowIndices.compactMap { index in
            let row = inventory.row(index)
            guard inventory.enrichment.details(of: row) == nil else { return nil }
            return row.id(.idBatch)?.description
        }
    }

    /// The item's rows: in stock first, then by batch and area.
    public var batches: [InventoryBatch] { rowIndices.map { batch(inventory.row($0)) } }

    /// Equal for equal content, in any order of rows. May change between versions: do not store it
    /// for longer.
    public var contentHash: UInt64 { InventoryHash.hash(self) }
}

/// The prices of an item in cents; zero, negative and absurd ones are absent.
public struct InventoryPrices: Equatable, Sendable {
    public var otdAdultUse: Int64?
    public var otd: Int64?
    public var retailAdultUse: Int64?
    public var retail: Int64?
    public var otdMedicalUse: Int64?
    public var retailMedicalUse: Int64?

    public init(
        otdAdultUse: Int64? = nil, otd: Int64? = nil, retailAdultUse: Int64? = nil,
        retail: Int64? = nil, otdMedicalUse: Int64? = nil, retailMedicalUse: Int64? = nil
    ) {
        self.otdAdultUse = otdAdultUse
        self.otd = otd
        self.retailAdultUse = retailAdultUse
        self.retail = retail
        self.otdMedicalUse = otdMedicalUse
        self.retailMedicalUse = retailMedicalUse
    }
}

/// One row: a batch of an item in one area.
public struct InventoryBatch: Equatable, Sendable {
    public var idBatch: String?
    public var idArea: String?
    /// The area's name by its id, otherwise as in the row.
    public var area: String?
    public var idLocation: String?
    /// The location's name in the row.
    public var location: String?
    /// The batch's name at the POS, often the package label.
    public var label: String?
    /// The METRC label of the package. For audit only, like ``tag``.
    public var packageLabel: String?
    /// The METRC tag: the package label, otherwise from another field or the batch's details.
    public var tag: String?
    /// Negative if oversold.
    public var onHandThousandths: Int64
    public var availableThousandths: Int64
    public var expiry: CalendarDate?
    public var received: CalendarDate?
    public var packaged: CalendarDate?
    public var costCents: Int64?
    public var verdict: StockVerdict
    /// Whether the location sells expired stock.
    public var sellsExpired: Bool

    public var isSellable: Bool { verdict.isSellable }
}

extension Array {
    fileprivate var nonEmpty: [Element]? { isEmpty ? nil : self }
}
