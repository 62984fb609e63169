import PointOfSale

/// A line of an order as it was asked for.
struct AskedLine: Equatable, Sendable {
    var productID: String
    /// Nil where the POS chooses the batch.
    var idBatch: String?
    var idArea: String?
    var thousandths: Int64
    var cents: Int64
    /// What the POS called it when it was added; empty where it did not say.
    var lineID = ""
}

extension AskedLine {
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

/// Finds the lines that the POS shows for those that were asked for: each stands for one at most.
struct OrderMatch {
    /// For each line asked for the place of the one shown; nil where there is none.
    private(set) var places: [Int?]
    /// Places of lines shown for which nobody asked.
    private(set) var extra: [Int]

    private typealias Rule = @Sendable (AskedLine, POSPlacedLine) -> Bool

    /// - Parameter certain: leaves out what is only alike, such as a line of another quantity.
    init(_ asked: [AskedLine], _ shown: [POSPlacedLine], certain: Bool = false) {
        places = asked.map { _ in nil }
        var free = Set(shown.indices)
        for rule in certain ? Self.certainRules : Self.certainRules + Self.likelyRules {
            for index in asked.indices where places[index] == nil {
                let place = free.sorted().first { rule(asked[index], shown[$0]) }
                guard let place else { continue }
                places[index] = place
                free.remove(place)
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

    private static func isOfBatch(_ asked: AskedLine, _ line: POSPlacedLine) -> Bool {
        guard let batch = line.idBatch, batch == asked.idBatch else { return false }
        return (line.idArea ?? asked.idArea) == asked.idArea
    }

    /// Where either side says nothing of a batch.
    private static func isOfProduct(_ asked: AskedLine, _ line: POSPlacedLine) -> Bool {
        (line.idBatch == nil || asked.idBatch == nil) && line.idItem == asked.productID
    }
}
