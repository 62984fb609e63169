import PointOfSale

/// A requested line of an order.
struct RequestedLine: Equatable, Sendable {
    var productID: String
    /// Nil where the POS chooses the batch.
    var idBatch: String?
    var idArea: String?
    var thousandths: Int64
    var cents: Int64
    /// The POS's line id from the response; empty if it had none.
    var lineID = ""
}

extension RequestedLine {
    init(_ step: WriteStep) {
        self.init(
            productID: step.productID, idBatch: step.idBatch, idArea: step.idArea,
            thousandths: step.thousandths, cents: step.cents, lineID: step.lineID)
    }

    init(_ line: PricedLine) {
        self.init(
            productID: line.productID, idBatch: nil, idArea: nil, thousandths: line.thousandths,
            cents: line.cents)
    }
}

/// Matches requested lines to the POS's lines, one to one.
struct OrderMatch {
    /// For each requested line the index of the POS's line; nil where there is none.
    private(set) var matches: [Int?]
    /// Indices of the POS's lines that were not requested.
    private(set) var extra: [Int]

    private typealias Rule = @Sendable (RequestedLine, POSPlacedLine) -> Bool

    /// - Parameter certain: excludes similar lines, such as those with another quantity.
    init(_ asked: [RequestedLine], _ shown: [POSPlacedLine], certain: Bool = false) {
        matches = asked.map { _ in nil }
        var free = Set(shown.indices)
        for rule in certain ? Self.certainRules : Self.certainRules + Self.likelyRules {
            for index in asked.indices where matches[index] == nil {
                let match = free.sorted().first { rule(asked[index], shown[$0]) }
                guard let match else { continue }
                matches[index] = match
                free.remove(match)
            }
        }
        extra = free.sorted()
    }

    private static let certainRules: [Rule] = [
        { asked, line in
            !asked.lineID.isEmpty && line.isOwnID && line.id == asked.lineID
        },
        { isOfBatch($0, $1) && $1.quantityThousandths == $0.thousandths },
        {
            isOfProduct($0, $1) && $1.quantityThousandths == $0.thousandths
                && $1.priceCents == $0.cents
        },
        { isOfProduct($0, $1) && $1.quantityThousandths == $0.thousandths },
    ]

    private static let likelyRules: [Rule] = [
        { isOfBatch($0, $1) },
        { asked, line in line.idItem == asked.productID },
    ]

    private static func isOfBatch(_ asked: RequestedLine, _ line: POSPlacedLine) -> Bool {
        guard let batch = line.idBatch, batch == asked.idBatch else { return false }
        return (line.idArea ?? asked.idArea) == asked.idArea
    }

    /// Matches by product where either side has no batch.
    private static func isOfProduct(_ asked: RequestedLine, _ line: POSPlacedLine) -> Bool {
        (line.idBatch == nil || asked.idBatch == nil) && line.idItem == asked.productID
    }
}
