import JSON
import Randomness
import TestSupport
import Testing

@testable import PosWrites
@testable import Alleaves
@testable import PointOfSale

/// An order as the POS shows it, compared with what was asked for.
@Suite struct OrderComparisonTests {
    private static let asked = [
        RequestedLine(
            productID: "2", idBatch: "12", idArea: "1", thousandths: 2000, cents: 5000, lineID: "70"
        ),
        RequestedLine(
            productID: "2", idBatch: "12", idArea: "1", thousandths: 1000, cents: 10000,
            lineID: "71"),
        RequestedLine(
            productID: "4", idBatch: "14", idArea: "1", thousandths: 1500, cents: 1000, lineID: "72"
        ),
    ]

    private static let lines = [
        #"{"id_order_item":70,"id_item":2,"id_batch":12,"quantity":2,"price":50}"#,
        #"{"id_order_item":71,"id_item":2,"id_batch":12,"quantity":1,"price":100}"#,
        #"{"id_order_item":72,"id_item":4,"id_batch":14,"quantity":1.5,"price":"10.00"}"#,
    ]

    private func shown(_ lines: [String], _ more: String = "") throws -> POSOrderDetail {
        try shown(
            #"{"id_order":9,"id_customer":5,"items":[\#(lines.joined(separator: ","))]\#(more)}"#)
    }

    private func shown(_ json: String) throws -> POSOrderDetail {
        try #require(POSOrderDetail(try JSONParser.parse(Array(json.utf8), .lenient)))
    }

    private func warnings(_ detail: POSOrderDetail) -> [String] {
        OrderComparison(asked: Self.asked, customer: "5", shown: detail).warnings
    }

    @Test(arguments: [
        "", #","status":"pending","subtotal":215,"tax":27.95,"total":242.95"#, #","total":215"#,
        #","tax":15,"total":215"#, #","status":"completed","total":"215.00""#,
    ])
    func whatIsAsAskedHasNoWarning(_ more: String) throws {
        #expect(warnings(try shown(Self.lines, more)) == [])
        #expect(warnings(try shown(Self.lines.reversed(), more)) == [])
    }

    @Test(arguments: [
        (#","total":1"#, "total is 100 cents"), (#","subtotal":300"#, "subtotal is 30000 cents"),
        (#","total":"n/a""#, "total of the order cannot be read"),
        (#","status":"Cancelled""#, "cancelled"), (#","status":"void""#, "cancelled"),
        (#","status":"declined""#, "cancelled"), (#","voided":"true""#, "cancelled"),
        (#","discount":5,"total":210"#, "500 cents off"),
        (#","id_customer":99"#, "customer 99's at the POS and not customer 5's"),
        (#","id_customer":0"#, "nobody's"), (#","id_customer":null"#, "nobody's"),
        (#","id_customer":"x""#, "id_customer of the order cannot be read"),
        (#","items":null"#, "does not show the lines"),
    ])
    func aDifferenceOfTheOrderIsSaid(_ more: String, _ words: String) throws {
        let texts = warnings(try shown(Self.lines, more))
        #expect(texts.contains { $0.contains(words) }, "\(texts)")
    }

    @Test(arguments: [
        (2, "", "product 4 is not in the order"),
        (2, #"{"id_item":4,"quantity":1,"price":10}"#, "1 of product 4 at the POS and not 1.5"),
        (2, #"{"id_item":4,"quantity":"some"}"#, "how many of product 4"),
        (2, #"{"id_item":4,"price":10}"#, "how many of product 4"),
        (
            2, #"{"id_order_item":72,"id_item":4,"id_batch":14,"quantity":1.5,"price":9}"#,
            "product 4 costs 900 cents at the POS and not 1000"
        ),
        (2, #"{"id_item":4,"id_batch":99,"quantity":1.5,"price":10}"#, "of batch 99"),
        (
            2, #"{"id_order_item":72,"id_item":8,"id_batch":14,"quantity":1.5,"price":10}"#,
            "product 4 is another one"
        ),
        (
            1, #"{"id_order_item":71,"id_item":2,"id_batch":12,"quantity":3,"price":100}"#,
            "5 of product 2 at the POS and not 3"
        ),
        (2, lines[2] + #",{"id_item":3,"quantity":1,"price":1}"#, "has product 3 at the POS"),
        (2, lines[2] + #",{"name":"Jane Doe"}"#, "a line without a product"),
        (2, lines[2] + #","x""#, "items of the order cannot be read"),
    ])
    func aDifferenceOfALineIsSaid(
        _ place: Int, _ line: String, _ words: String
    ) throws {
        var lines = Self.lines
        lines[place] = line
        let texts = warnings(try shown(lines.filter { !$0.isEmpty }))
        #expect(texts.contains { $0.contains(words) }, "\(texts)")
        #expect(!texts.contains { $0.contains("Jane") })
    }

    @Test func anOrderWithNoneOfTheLinesIsNone() throws {
        let comparison = { (detail: POSOrderDetail) in
            OrderComparison(asked: Self.asked, customer: "5", shown: detail)
        }
        #expect(comparison(try shown([])).hasNothing)
        #expect(comparison(try shown([#"{"id_item":3,"quantity":1}"#])).hasNothing)
        #expect(!comparison(try shown(Array(Self.lines.suffix(1)))).hasNothing)
        // Not shown is not none.
        #expect(!comparison(try shown(#"{"id_order":9}"#)).hasNothing)
    }

    @Test(arguments: ["0", "-7", #""1/../2""#, "null", "true"])
    func anOrderWithoutAnIdOfThePOSIsNone(_ id: String) throws {
        let json = try JSONParser.parse(Array(#"{"id_order":\#(id),"items":[]}"#.utf8), .lenient)
        #expect(POSOrderDetail(json) == nil)
    }

    /// A random order is shown as it is, in any order and with or without the ids of its lines:
    /// nothing is said. One change of it: something is.
    @Test(arguments: Seeds.of(0..<200))
    func onlyDifferencesAreSaid(seed: Int) throws {
        var random = SeededRandom(seed: UInt64(seed))
        let names = Bool.random(using: &random)
        let asked = (0..<Int.random(in: 1...6, using: &random)).map { index in
            let product = Int.random(in: 1...3, using: &random)
            return RequestedLine(
                productID: "\(product)", idBatch: "\(10 + product * 2)", idArea: "1",
                thousandths: Int64.random(in: 1...9, using: &random) * 500,
                cents: Int64(product * 100 + 25), lineID: names ? "\(70 + index)" : "")
        }
        var lines = asked.enumerated().map { index, line in
            POSPlacedLine(
                id: names ? "\(70 + index)" : line.productID, isOwnID: names,
                idItem: line.productID, idBatch: line.idBatch, idArea: nil,
                quantityThousandths: line.thousandths, priceCents: line.cents)
        }
        lines.shuffle(using: &random)
        var detail = try shown([])
        detail.lines = lines
        let texts = { OrderComparison(asked: asked, customer: "5", shown: detail).warnings }
        #expect(texts() == [])
        let place = Int.random(in: lines.indices, using: &random)
        switch seed % 4 {
        case 0: detail.lines[place].priceCents = 1
        case 1: detail.lines[place].quantityThousandths = 250
        case 2: detail.lines.remove(at: place)
        default: detail.lines.append(detail.lines[place])
        }
        #expect(texts() != [] || detail.lines.isEmpty)
    }
}
