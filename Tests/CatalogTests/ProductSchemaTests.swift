import FirestoreModel
import Foundation
import MirrorTree
import Ordering
import ProtobufWire
import Testing

@testable import Catalog

/// The table of a product's fields beside what it must agree with: the order of documents,
/// Protocol/menu.proto, and the menu items that rows are derived to.
@Suite struct ProductSchemaTests {
    /// A field of a message as a .proto declares it.
    private struct ProtoField: Equatable {
        var type: String
        var isRepeated: Bool
        var number: UInt32
    }

    /// The fields of MenuItem by their names in camel case.
    private static func menuItem() throws -> [String: ProtoField] {
        let top = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let text = try String(
            contentsOf: top.appending(path: "Protocol/menu.proto"), encoding: .utf8)
        let lines = text.split(separator: "\n").drop { $0 != "message MenuItem {" }.dropFirst()
        var fields: [String: ProtoField] = [:]
        for line in lines.prefix(while: { $0 != "}" }) {
            var words = line.split(separator: " ").map(String.init)
            guard words.first != "//", let equals = words.firstIndex(of: "="), equals >= 2 else {
                continue
            }
            let isRepeated = words.first == "repeated"
            if ["repeated", "optional"].contains(words[0]) { words.removeFirst() }
            let parts = words[1].split(separator: "_")
            let name = parts[0] + parts.dropFirst().map(\.capitalized).joined()
            let number = UInt32(words[3].replacing(";", with: ""))
            fields[String(name)] = ProtoField(
                type: words[0], isRepeated: isRepeated, number: try #require(number))
        }
        return fields
    }

    /// How a field is called in MenuItem, and what it is there.
    private static func expected(_ field: ProductField) -> (name: String, type: String, Bool) {
        let name = field.rawValue
        return switch field.entry.kind {
        case .text, .date: (name, "string", false)
        case .time: (name, "google.protobuf.Timestamp", false)
        case .flag: (name, "bool", false)
        case .integer: (name, "int64", false)
        case .money: (name + "Cents", "int64", false)
        case .quantity, .potency: (name, "double", false)
        case .texts: (name, "string", true)
        case .terpenes: (name, "Terpene", true)
        case .offers: (name, "ConditionalOffer", true)
        case .location: (name + "Id", "string", false)
        case .records: (name, "nothing that a menu item has", false)
        }
    }

    @Test func fieldsAreInTheOrderOfDocuments() {
        let names = ProductField.allCases.map(\.rawValue)
        #expect(names == names.sorted { ByteOrder.compare($0, $1) < 0 })
        #expect(Set(names).count == names.count)
    }

    @Test func theTableIsWhatTheProtoSays() throws {
        var proto = try Self.menuItem()
        #expect(proto.count >= 38)
        for (name, number) in MenuItemNumber.all {
            #expect(proto[name]?.number == number, "\(name)")
        }
        for field in ProductField.allCases {
            guard let number = field.entry.number else { continue }
            let (name, type, isRepeated) = Self.expected(field)
            let wanted = ProtoField(type: type, isRepeated: isRepeated, number: number)
            #expect(proto.removeValue(forKey: name) == wanted, "\(field)")
        }
        // What no field of a document gives: its id, its update time, and what a day makes of a
        // date.
        #expect(Set(proto.keys) == ["id", "updatedAt", "daysUntilExpiry", "expired"])
    }

    private static func value(_ kind: ProductField.Kind) -> Value? {
        switch kind {
        case .text, .location: "text"
        case .date: "2027-01-31"
        case .time: .timestamp(Timestamp(microseconds: 1_000_000))
        case .flag: true
        case .integer: 7
        case .money, .quantity, .potency: 2.5
        case .texts: ["a", "b"]
        case .terpenes: [.map(["name": "Myrcene", "percentage": 0.5])]
        case .offers, .records: nil
        }
    }

    /// A document of every field comes out as an item of every number.
    @Test func everyFieldOfADocumentReachesItsNumber() throws {
        var document = Fields()
        var wanted: Set<UInt32> = [MenuItemNumber.id, MenuItemNumber.updatedAt]
        for field in ProductField.allCases where field.entry.owner != .rules {
            document[field.rawValue] = Self.value(field.entry.kind)
            if let number = field.entry.number { wanted.insert(number) }
        }
        let row = try DerivedRow(
            id: Array("a".utf8), fields: document.mapValueBytes, updateTime: 1_000_000)
        var found: Set<UInt32> = []
        try withWireReader(row.item) { reader throws(WireError) in
            while let field = try reader.nextField() {
                found.insert(field.number)
                try reader.skip(field.type)
            }
        }
        #expect(found == wanted)
        #expect(row.price == 250)
        #expect(row.brand == Array("text".utf8))
        #expect(row.flags == [.active, .inStock, .dated])
        #expect(row.saleField == nil)
    }

    @Test func saleFieldsAreDerivedAndStoredNowhere() throws {
        for field in ProductSchema.sale {
            #expect(field.entry.documents == .read)
            let document: Fields = ["name": "A", field.rawValue: 1]
            let row = try DerivedRow(
                id: Array("a".utf8), fields: document.mapValueBytes, updateTime: 0)
            #expect(row.saleField == field)
        }
        #expect(ProductSchema.mapped.allSatisfy { $0.entry.documents != .read })
    }

    /// The facts of an item at a location are facts of a product as well, and one that menus show
    /// is in the public map.
    @Test func factsOfALocationAreAProductsToo() {
        let names = ProductSchema.perLocation.map(\.rawValue)
        #expect(names == names.sorted { ByteOrder.compare($0, $1) < 0 })
        #expect(ProductSchema.perLocation.allSatisfy { $0.entry.owner == .sync })
        #expect(
            Set(ProductSchema.publicPerLocation.map(\.rawValue)) == [
                "expirationDate", "expired", "inStock", "onHand", "price", "priceSource",
                "retailPrice", "stock",
            ])
        #expect(!names.contains("locations") && !names.contains("priceLocation"))
    }

    /// Without a number raised by hand: a table with one field more is another.
    @Test func theFingerprintTellsTablesApart() {
        let all = ProductSchema.mapped
        let prints = all.indices.map { place in
            ProductSchema.fingerprint(Array(all[..<place] + all[(place + 1)...]))
        }
        #expect(Set(prints + [ProductSchema.mappingFingerprint]).count == all.count + 1)
        #expect(ProductSchema.fingerprint([]) == 0xCBF2_9CE4_8422_2325)
    }
}
