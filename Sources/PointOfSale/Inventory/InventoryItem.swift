import Pricing

/// One item of an inventory, with what its rows add up to. A cheap view: texts are made on demand.
///
/// A text or other plain field is that of the first row that has it, of those in stock by the
/// lowest batch id, then of the others: in whatever order they came. The prices are all those of
/// the first row that has any. Money is in cents,
/// quantities and percentages in 1/1,000.
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

    /// The POS's id.
    public var idItem: String { id.description }
    /// The same, to look things up by.
    public var id: POSID {
        guard let id = inventory.rows.id(summary.idItem) else {
            preconditionFailure("rows without an id belong to no item")
        }
        return id
    }

    /// Gives the bytes of a text, trimmed valid UTF-8, empty if absent; valid in the closure only.
    public func withBytes<Result>(
        of field: TextField, _ body: (UnsafeRawBufferPointer) -> Result
    ) -> Result {
        body(inventory.bytes(firstText(field.field)))
    }

    /// A text, trimmed, or nil if it is absent or empty.
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

    /// sku, else barcode, else a batch's barcode.
    public var sku: String? {
        string(firstText(.sku)) ?? string(firstText(.barcode)) ?? firstDetail(\.barcode)
    }

    /// Available units that may be sold, oversold batches taken off, never below zero: see
    /// ``StockVerdict``.
    public var stockThousandths: Int64 { summary.stock }
    /// Units on hand of the same rows.
    public var onHandThousandths: Int64 { summary.onHand }
    /// The mean cost by units on hand of the same rows and of those that expired, not rounded; the
    /// first cost known if there are none.
    public var cost: UnitCost? { summary.cost }
    /// ``cost`` in cents, to show.
    public var costCents: Int64? { cost?.cents }
    /// The earliest expiry of the batches in stock; where only expired ones are left, theirs.
    public var expiry: CalendarDate? { summary.expiry }
    /// Whether ``expiry`` has passed, so that the item is not sold, or sold and marked.
    public var isExpired: Bool {
        rowIndices.contains { index in
            let row = inventory.row(index)
            let isPast = row.verdict == .expired || row.verdict == .sellableExpired
            return isPast && inventory.enrichment.expiry(of: row) == summary.expiry
        }
    }

    /// All of one row: the first that names any.
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
    /// Milligrams in 1/1,000; from the batch's details if no row has it.
    public var thcMilligramsThousandths: Int64? {
        firstNumber(.thcMilligrams) ?? firstDetail(\.thcMilligramsThousandths)
    }
    public var cbdMilligramsThousandths: Int64? {
        firstNumber(.cbdMilligrams) ?? firstDetail(\.cbdMilligramsThousandths)
    }
    public var weightThousandths: Int64? { firstNumber(.weightUsable) }
    /// The unit of ``weightThousandths``, for example `g`.
    public var weightUOM: String? { text(.weightUOM) }

    /// True unless the POS says otherwise (gift cards, deposits).
    public var isProduct: Bool { firstFlag(.isProduct) ?? true }
    /// Nil if the POS does not say.
    public var isCannabis: Bool? { firstFlag(.isCannabis) }
    public var isAdultUse: Bool? { firstFlag(.isAdultUse) }
    /// True if every row is marked deleted.
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

    /// Whether a quantity or a price of it was there and could not be read, so that what the item
    /// adds up to is not what the POS says.
    public var hasUnreadableAmounts: Bool {
        hasRow(lacking: UnreadableParts.amount) || hasUnreadableCost
    }

    /// Whether what it costs to buy could not be read and would be needed: no price is named.
    public var hasUnreadableCost: Bool {
        hasRow(lacking: UnreadableParts.cost) && prices == InventoryPrices()
    }

    private func hasRow(lacking parts: Int64) -> Bool {
        rowIndices.contains { index in
            let row = inventory.row(index)
            return row.lacks(parts) && !row.mayBe(.deleted)
        }
    }

    /// Whether some batch has no details: what they would say is then unknown, not absent.
    public var lacksDetails: Bool { !batchIDsWithoutDetails.isEmpty }

    /// The batches without details.
    public var batchIDsWithoutDetails: [String] {
        rowIndices.compactMap { index in
            let row = inventory.row(index)
            guard inventory.enrichment.details(of: row) == nil else { return nil }
            return row.id(.idBatch)?.description
        }
    }

    /// The item's rows: those in stock first, each part by batch and area.
    public var batches: [InventoryBatch] { rowIndices.map { batch(inventory.row($0)) } }

    /// Equal for equal content, in any order of the rows, in every run of this version; never
    /// stored beyond one version.
    public var contentHash: UInt64 { InventoryHash.hash(self) }
}

/// The six prices of an item in cents; a zero, negative or absurd one is absent.
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
    /// By the area's id, else as the row says.
    public var area: String?
    public var idLocation: String?
    /// The location's name as the row says it.
    public var location: String?
    /// What the POS calls the batch; often the package label again.
    public var label: String?
    /// The METRC label of the package. For those who must account for it only, as ``tag`` is.
    public var packageLabel: String?
    /// The METRC tag: the package label, else what another field or the batch's details say.
    public var tag: String?
    /// Below zero where more was sold than there was.
    public var onHandThousandths: Int64
    public var availableThousandths: Int64
    public var expiry: CalendarDate?
    public var received: CalendarDate?
    public var packaged: CalendarDate?
    public var costCents: Int64?
    public var verdict: StockVerdict
    /// Whether the location sells what has expired.
    public var sellsExpired: Bool

    public var isSellable: Bool { verdict.isSellable }
}

extension Array {
    fileprivate var nonEmpty: [Element]? { isEmpty ? nil : self }
}
