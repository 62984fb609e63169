import JSON
import Testing

@testable import Alleaves
@testable import PointOfSale

@Suite("A field is absent, read or unreadable")
struct FieldReadingTests {
    @Test(
        "numbers are not guessed",
        arguments: ["1,020.50", "$20.00", "12 $", "1.2.3", "ten", "0x10"])
    func unreadableNumbers(text: String) {
        #expect(JSONValue.string(text).centsReading == .unreadable)
        #expect(JSONValue.string(text).quantityReading == .unreadable)
        #expect(JSONValue.string(text).integerReading == .unreadable)
    }

    @Test("amounts have a sign; blank and null are absent, other shapes unreadable")
    func amounts() {
        #expect(JSONValue.string(" -20.005 ").centsReading == .read(-2001))
        #expect(JSONValue.number("-1").quantityReading == .read(-1000))
        #expect(JSONValue.number("5.0").integerReading == .read(5))
        #expect(JSONValue.number("5.5").integerReading == .unreadable)
        #expect(JSONValue.string("  ").centsReading == .absent)
        #expect(JSONValue.null.centsReading == .absent)
        #expect(JSONValue.bool(true).centsReading == .unreadable)
        #expect(JSONValue.array([]).textReading == .unreadable)
        #expect(JSONValue.number("1e30").centsReading == .unreadable)
    }

    @Test("words for true and false in any case")
    func flags() {
        for text in ["True", "YES", "y", "on", "1", "1.0", "t"] {
            #expect(JSONValue.string(text).flagReading == .read(true))
        }
        for text in ["False", "no", "N", "off", "0", "0.0", "f"] {
            #expect(JSONValue.string(text).flagReading == .read(false))
        }
        #expect(JSONValue.number("1.0").flagReading == .read(true))
        #expect(JSONValue.number("2").flagReading == .unreadable)
        #expect(JSONValue.string("maybe").flagReading == .unreadable)
        #expect(JSONValue.string("").flagReading == .absent)
    }

    @Test("a record notes each unreadable field with its id and never the value")
    func records() {
        let row = JSONValue.object([
            .init("total", .string("jane@example.com")),
            .init("amount", .number("12.5")),
            .init("tax", .string("$2")),
        ])
        var reader = RecordReader(row["customer"], row, listing: "orders")
        reader.id = "1042"
        #expect(reader.cents("total", "amount") == 1250)
        #expect(reader.cents("tax") == nil)
        #expect(reader.cents("discount") == nil)
        #expect(
            reader.unreadable.texts == [
                "orders.tax: 1 value could not be read and count as absent, for example in 1042"
            ])
    }

    @Test("counts add up and the first example stays")
    func merging() {
        var all = UnreadableValues()
        all.note("orders.total", in: nil)
        var more = UnreadableValues()
        more.note("orders.total", in: "7", count: 2)
        more.note("orders.total", in: "8")
        all.merge(more)
        #expect(all.entries["orders.total"] == .init(count: 4, example: "7"))
        #expect(all.count == 4)
    }

    @Test(arguments: [
        ("jane@real.com", "[redacted]"), ("3155550142", "[redacted]"), ("4711", "4711"),
        ("900001", "900001"), ("315-555-0142", "[redacted]"), ("main", "main"),
    ])
    func anExampleShowsNobodysAddressOrNumber(_ id: String, _ shown: String) {
        var values = UnreadableValues()
        values.note("customers.date_of_birth", in: id)
        #expect(values.entries["customers.date_of_birth"]?.example == shown)
    }

    @Test func integersAndBoolsMayBeStrings() throws {
        let text = #"["7",7.0,7.5,"x",-1,1e30,"TRUE",0]"#
        let list = try #require(try JSONParser.parse(Array(text.utf8)).array)
        #expect(list.map(\.integer) == [7, 7, nil, nil, -1, nil, nil, 0])
        #expect(list.map(\.identifier) == [7, 7, nil, nil, nil, nil, nil, nil])
        #expect(list.map(\.bool) == [nil, nil, nil, nil, nil, nil, true, false])
    }
}
