import Catalog
import DocumentStore
import FirestoreModel
import MirrorTree
import PointOfSale
import StatusCodes
import Sync
import TTRPC

/// Sellable units of a batch in one area.
struct SellableBatch: Equatable, Sendable {
    var idBatch: String
    var idArea: String
    var thousandths: Int64
    /// YYYY-MM-DD; nil for one that does not expire.
    var expiry: String?
}

/// Picks the batches of an order, first expired first out, over as many batches as needed.
struct BatchPicking {
    /// The sellable batches of a product by the POS's id; nil for an unknown product.
    let batches: (String) throws(Status) -> [SellableBatch]?
    /// Oversells the last batch instead of rejecting the order.
    let oversells: Bool

    /// The steps that add the lines, in their order. Throws FAILED_PRECONDITION where the mirror
    /// has no batches or not enough stock in them.
    func steps(_ lines: [PricedLine]) throws(Status) -> [WriteStep] {
        var stocks: [String: [SellableBatch]] = [:]
        var steps: [WriteStep] = []
        for line in lines {
            var stock = stocks[line.productID] ?? []
            if stocks[line.productID] == nil { stock = try sorted(line.productID) }
            var missing = line.thousandths
            var taken: [WriteStep] = []
            for place in stock.indices where missing > 0 && stock[place].thousandths > 0 {
                let part = min(missing, stock[place].thousandths)
                stock[place].thousandths -= part
                missing -= part
                taken.append(Self.step(line, stock[place], part))
            }
            if missing > 0 {
                guard oversells, let last = stock.last else { throw Self.shortage(line, missing) }
                if let end = taken.indices.last, taken[end].idBatch == last.idBatch,
                    taken[end].idArea == last.idArea
                {
                    taken[end].thousandths += missing
                } else {
                    taken.append(Self.step(line, last, missing))
                }
            }
            stocks[line.productID] = stock
            steps += taken
        }
        return steps
    }

    private func sorted(_ product: String) throws(Status) -> [SellableBatch] {
        guard let found = try batches(product) else {
            throw Status(
                .failedPrecondition,
                "the mirror knows no batches of product \(product), which an"
                    + " order needs: posmirror sync products")
        }
        return found.sorted { left, right in
            // Batches without expiry come last; ISO dates sort as text.
            let (first, second) = (left.expiry ?? "~", right.expiry ?? "~")
            if first != second { return first < second }
            return (POSID(left.idBatch), POSID(left.idArea))
                < (POSID(right.idBatch), POSID(right.idArea))
        }
    }

    private static func step(
        _ line: PricedLine, _ batch: SellableBatch, _ thousandths: Int64
    ) -> WriteStep {
        WriteStep(
            call: .addLine, productID: line.productID, idBatch: batch.idBatch,
            idArea: batch.idArea, thousandths: thousandths, cents: line.cents)
    }

    private static func shortage(_ line: PricedLine, _ missing: Int64) -> Status {
        Status(
            .failedPrecondition,
            "the sellable batches of product \(line.productID) are"
                + " \(Double(missing) / 1000) short of what is ordered; allow_oversell takes it"
                + " from the last of them")
    }
}

extension BatchPicking {
    /// Reads the batches of a tenant's canonical products.
    ///
    /// - Parameter location: the POS's id of the location that sells.
    init(
        _ store: DocumentStore, org: String, origin: POSOrigin, location: String?,
        oversells: Bool
    ) {
        self.oversells = oversells
        batches = { product throws(Status) in
            let key = DocumentKey(
                database: Catalog.database,
                path: ProductPath.canonical(org: org, id: origin.documentID(product)))
            let found = try store.get(key)
            // Without batches of its own a product is left to the POS to pick.
            guard let found else { return nil }
            guard let fields = try? Fields(mapValueBytes: found.fields) else {
                throw Status(.dataLoss, "product \(product) of the mirror does not decode")
            }
            return Self.batches(fields[ProductField.batches]?.arrayValue ?? [], at: location)
        }
    }

    /// Nil where none has a batch and an area: stored by an older version, or without batches.
    static func batches(_ values: [Value], at location: String?) -> [SellableBatch]? {
        let named = values.compactMap { value -> (SellableBatch, Bool)? in
            guard let map = value.mapValue,
                let batch = map[BatchField.batchId]?.stringValue,
                let area = map[BatchField.areaId]?.stringValue
            else { return nil }
            let place = map[BatchField.locationId]?.stringValue
            let isHere = place == nil || location == nil || place == location
            let isSellable = map[BatchField.sellable] == true && isHere
            let found = SellableBatch(
                idBatch: batch, idArea: area, thousandths: thousandths(map[BatchField.available]),
                expiry: map[BatchField.expirationDate]?.stringValue)
            return (found, isSellable)
        }
        return named.isEmpty ? nil : named.filter(\.1).map(\.0)
    }

    private static func thousandths(_ value: Value?) -> Int64 {
        switch value {
        case .integer(let units)?: min(max(units, -unitsMax), unitsMax) * 1000
        case .double(let units)? where abs(units) <= Double(unitsMax):
            Int64((units * 1000).rounded())
        default: 0
        }
    }

    /// Larger than any stock; keeps sums far from overflow.
    private static let unitsMax: Int64 = 1_000_000_000
}
