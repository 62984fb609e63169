import HTTPTransport
import Testing

@testable import Alleaves
@testable import PointOfSale

@Suite struct EndpointTests {
    /// A fixture that answers `path` as given and everything else with an empty list.
    private static func answering(_ path: String, _ answer: FakePOS.Answer) -> Fixture {
        Fixture { request, _ in request.path == "/api" + path ? answer : .init() }
    }

    @Test func theInventoryIsParsedWhileItArrives() throws {
        let body = Rows.list([Rows.row(item: 1, batch: 1), Rows.row(item: 2, batch: 2)])
        let fixture = Self.answering("/inventory/search", .status(200, body))
        let inventory = try fixture.client.inventoryListing(deadline: fixture.deadline()).inventory
        #expect(inventory.items.map(\.idItem) == ["1", "2"])
        let request = try #require(fixture.pos.requests(to: "/inventory/search").first)
        #expect(request.method == .post)
        #expect(request.text == #"{"query":"","id_location":1000}"#)
    }

    @Test func aLocationThatIsNoNumberIsNotSent() throws {
        let credentials = AlleavesCredentials(
            username: "a", password: "b", storeID: "main", locationID: "")
        let fixture = Fixture(credentials: credentials) { _, _ in .init() }
        _ = try fixture.client.inventoryListing(deadline: fixture.deadline()).inventory
        #expect(fixture.pos.requests(to: "/inventory/search").first?.text == #"{"query":""}"#)
        _ = try fixture.client.inventoryListing(
            locationID: "7", deadline: fixture.deadline())
        #expect(
            fixture.pos.requests(to: "/inventory/search").last?.text
                == #"{"query":"","id_location":7}"#)
    }

    @Test func aTruncatedInventoryIsFetchedAgain() throws {
        let body = Rows.list([Rows.row(item: 1, batch: 1)])
        let fixture = Fixture { request, before in
            guard request.path == "/api/inventory/search" else { return .init() }
            return switch before {
            case 0: .status(200, String(body.dropLast(30)))
            case 1: .failure(.malformed)
            default: .status(200, body)
            }
        }
        let inventory = try fixture.client.inventoryListing(deadline: fixture.deadline()).inventory
        #expect(inventory.items.count == 1 && fixture.time.slept.count == 2)
    }

    @Test func aMalformedInventoryStopsTheExchangeAndFails() {
        let fixture = Self.answering("/inventory/search", .status(200, #"{"error":"x"}"#))
        let error = failure { () throws(POSError) in
            try fixture.client.inventoryListing(deadline: fixture.deadline()).inventory
        }
        #expect(error?.code == .malformed)
        #expect(error?.path == "/inventory/search")
        #expect(fixture.pos.requests(to: "/inventory/search").count == 1)
    }

    @Test(arguments: [
        #"""
        [{"id_area":1,"name":" Front "},{"id_area":2,"area":"Back"},{"id_area":3,"path":"A/B"},
         {"id_area":"4"},{"x":1}]
        """#,
        #"""
        [{"area_list":[{"id_area":1,"area":"Front"},{"id_area":2,"area":"Back"},
          {"id_area":3,"path":"A/B","children":[{"id_area":4}]}]}]
        """#,
    ])
    func areasComeInTwoShapes(_ body: String) throws {
        let fixture = Self.answering("/inventory/area", .status(200, body))
        let areas = try fixture.client.areas(deadline: fixture.deadline())
        #expect(areas.map(\.idArea) == ["1", "2", "3", "4"])
        #expect(areas.map(\.name) == ["Front", "Back", "A/B", "Area 4"])
        let request = fixture.pos.requests(to: "/inventory/area").first
        #expect(request?.url.hasSuffix("/inventory/area?id_location=1000") == true)
    }

    @Test func locationsKeepOnlyWhatIsListed() throws {
        let body = #"""
            [{"id_location":1000,"location":"Store","license":"L-1","address":"1 Main","city":"X",
              "state":"NY","postal_code":"10001","timezone":"America/New_York","active":true,
              "retail":1,"local_tax_percentage":13.5,"metrc_system_api_key":"SECRET",
              "areas":[{"id_area":5,"name":"Floor","children":[{"id_area":6,"name":"Shelf"}]}]},
             {"location":"no id"}]
            """#
        let fixture = Self.answering("/location", .status(200, body))
        let locations = try fixture.client.locations(deadline: fixture.deadline())
        #expect(locations.count == 1)
        let location = try #require(locations.first)
        #expect(location.name == "Store" && location.postalCode == "10001")
        #expect(location.timezone == "America/New_York" && location.isActive == true)
        #expect(location.isRetail == true && location.localTaxPercentage == "13.5")
        #expect(location.areas.map(\.name) == ["Floor", "Shelf"])
        #expect(!"\(location)".contains("SECRET"))
    }

    @Test func namesComeFromTheirOwnKeyOrName() throws {
        let body = #"""
            [{"id_brand":3,"brand":" Acme "},{"name":"B"},{"id_brand":"5","brand":null},7]
            """#
        let fixture = Self.answering("/inventory/brand", .status(200, body))
        let brands = try fixture.client.brands(deadline: fixture.deadline())
        #expect(brands.names == [.init(id: "3", name: "Acme"), .init(id: nil, name: "B")])
        #expect(brands.unreadableCount == 2)
        #expect(brands.unreadable.entries["brands.brand"]?.count == 2)
        let none = POSNameList(names: [])
        #expect(try fixture.client.categories(deadline: fixture.deadline()) == none)
        #expect(try fixture.client.vendors(deadline: fixture.deadline()) == none)
    }

    @Test func discountsAreDecodedFromNumbersAndStrings() throws {
        let body = #"""
            {"discounts":[
             {"id_discount":101,"name":"A","discount_type":"percent","discount_value":12.50,
              "active":"true","priority":"5","start_date":"2026-01-01","end_date":null,
              "conditions":{"categories":["Category > Flower"],"brands":null,
              "products":[1018,"1130"],"min_qty":"2","min_total":100.5,
              "customer_types":["medical"]},
              "badge_text":" SALE "},
             {"id_discount":"abc","discount_value":"5.00","active":1,"conditions":null},
             {"name":"no id"}, null]}
            """#
        let fixture = Self.answering("/discount", .status(200, body))
        let list = try fixture.client.discounts(deadline: fixture.deadline())
        #expect(list.unreadableCount == 2)
        #expect(
            list.discounts == [
                POSDiscount(
                    idDiscount: "101", name: "A", type: "percent", value: "12.50",
                    startDate: "2026-01-01", isActive: true, categories: ["Category > Flower"],
                    products: ["1018", "1130"], minQuantity: "2", minTotal: "100.5",
                    customerTypes: ["medical"], badgeText: "SALE", priority: "5"),
                POSDiscount(idDiscount: "abc", value: "5.00", isActive: true),
            ])
    }

    @Test(arguments: ["[]", #"{"discounts":[]}"#, #"{"data":[]}"#])
    func anEmptyDiscountListIsConfirmed(_ body: String) throws {
        let fixture = Self.answering("/discount", .status(200, body))
        let list = try fixture.client.discounts(deadline: fixture.deadline())
        #expect(list == POSDiscountList(discounts: [], unreadableCount: 0))
    }

    @Test(arguments: ["", "null", "{}", #"{"discounts":null}"#, #"{"data":{}}"#, "[", "[]x"])
    func anythingElseIsAFailedFetch(_ body: String) {
        let fixture = Self.answering("/discount", .status(200, body))
        let error = failure { () throws(POSError) in
            try fixture.client.discounts(deadline: fixture.deadline())
        }
        #expect(error?.code == .malformed)
    }

    @Test func batchesComeFromOneSearchFilteredHere() {
        let body = #"""
            [{"id_batch":1,
              "terpenes":[{"name":"Limonene","percentage":"1.2"},{"name":"x","percentage":0}],
              "strain_type":"hybrid","effects":["calm",null],"thc_mg":10,"barcode":"B",
              "metrc_tag":"TAG","date_expire":"2027-01-01"},{"id_batch":99},{"id_batch":2}]
            """#
        let fixture = Self.answering("/inventory/batch/search", .status(200, body))
        let lookup = fixture.client.batches(
            ids: ["2", "1", "1", "0", "-3"], deadline: fixture.deadline())
        #expect(lookup.batches.map(\.idBatch) == ["1", "2"] && lookup.missingCount == 0)
        #expect(
            lookup.batches.first?.terpenes
                == [.init(name: "Limonene", percentageThousandths: 1_200)])
        #expect(lookup.batches.first?.effects == ["calm"])
        #expect(
            fixture.pos.requests(to: "/inventory/batch/search").map(\.text) == [#"{"ids":[1,2]}"#])
        #expect(fixture.pos.requests.count == 2)
    }

    @Test(arguments: [FakePOS.Answer.status(401), .status(429), .failure(.timeout)])
    func someFailuresOfTheSearchAreNotFollowedByAHundredCalls(_ search: FakePOS.Answer) {
        let fixture = Self.answering("/inventory/batch/search", search)
        let lookup = fixture.client.batches(ids: ["1", "2"], deadline: fixture.deadline())
        #expect(lookup == BatchLookup(batches: [], missingCount: 2))
        #expect(fixture.pos.requests(to: "/inventory/batch/1").isEmpty)
    }

    @Test func expiringBatchesAreSearchedByDays() throws {
        let body = #"{"data":[{"id_batch":"4","date_expire":"2027-01-02"},{"id_batch":null}]}"#
        let fixture = Self.answering("/inventory/batch/search", .status(200, body))
        let batches = try fixture.client.expiringBatches(
            withinDays: 30, deadline: fixture.deadline())
        #expect(batches.map(\.idBatch) == ["4"])
        #expect(batches.first?.expiry?.description == "2027-01-02")
        #expect(
            fixture.pos.requests(to: "/inventory/batch/search").first?.text
                == #"{"expiringWithinDays":30}"#)
    }

    @Test(arguments: [
        FakePOS.Answer.status(200, "[]"), .status(404), .status(200, "{}"), .status(503),
        .status(200, #"[{"id_batch":999}]"#),
    ])
    func withoutASearchBatchesAreFetchedOneByOne(_ search: FakePOS.Answer) {
        let fixture = Fixture { request, _ in
            if request.path == "/api/auth" { return .init() }
            if request.path == "/api/inventory/batch/search" { return search }
            let id = Int(request.path.split(separator: "/").last ?? "") ?? 0
            return id % 2 == 0 ? .status(404) : .status(200, "{\"id_batch\":\(id)}")
        }
        let lookup = fixture.client.batches(
            ids: (1...150).map { "\($0)" }, deadline: fixture.deadline())
        #expect(lookup.batches.map(\.idBatch) == stride(from: 1, to: 100, by: 2).map { "\($0)" })
        #expect(lookup.missingCount == 100)
        let isAsked = (1...101).map { !fixture.pos.requests(to: "/inventory/batch/\($0)").isEmpty }
        #expect(isAsked == Array(repeating: true, count: 100) + [false])
    }
}
