import Testing

@testable import FeedMapping

/// What is not there, what cannot be read and what is wrong are three things.
@Suite struct FeedAbsenceTests {
    private func mapping(
        _ fields: String, _ more: String = "", _ kind: FeedKind = .products
    ) throws -> FeedMapping {
        try FeedMapping(text: Array("{\(more)\"fields\": {\(fields)}}".utf8), kind)
    }

    private func read(
        _ text: String, _ mapping: FeedMapping, _ format: FeedFormat = FeedFormat(.json)
    ) -> (report: FeedReport, products: [FeedProduct]) {
        var products: [FeedProduct] = []
        let report = FeedReader.products(Array(text.utf8), format, mapping) { products.append($0) }
        return (report, products)
    }

    private static let plain =
        #""id": "id", "name": "name", "price": "price", "stock": "stock""#

    // MARK: - Paths

    @Test(
        arguments: [
            (#"{"rec": 4}"#, 400, false), (#""text""#, nil, true), ("7", nil, true),
            ("true", nil, true), ("[1]", nil, true), ("[]", nil, false), ("null", nil, false),
            (#""""#, nil, false), (#"{"rec": null}"#, nil, false), ("{}", nil, false),
        ] as [(String, Int64?, Bool)])
    func aPathThroughAnotherTypeIsUnreadable(
        _ value: String, _ cents: Int64?, _ isUnreadable: Bool
    ) throws {
        let mapping = try mapping(#""id": "id", "name": "id", "price": "p.rec""#)
        let (_, products) = read(#"[{"id": 1, "p": \#(value)}]"#, mapping)
        #expect(products.map(\.priceCents) == [cents])
        #expect(products.map { $0.unreadable.contains(.price) } == [isUnreadable])
    }

    @Test func anElementThatIsNoObjectIsUnreadable() throws {
        let mapping = try mapping(
            #""id": {"join": ["id", "m.key"]}, "name": "id", "price": "m.value.price""#,
            #""each": {"members": "of", "as": "m"}, "#)
        let (_, products) = read(#"[{"id": 1, "of": {"a": {"price": 5}, "b": "x"}}]"#, mapping)
        #expect(products.map(\.priceCents) == [500, nil])
        #expect(products.map { $0.unreadable.contains(.price) } == [false, true])
    }

    // MARK: - What an answer says of itself

    @Test(
        arguments: [
            (#""error": "timeout""#, "the answer reports an error (error)"),
            (#""errors": ["x"]"#, "the answer reports an error (errors)"),
            (#""success": false"#, "the answer says that it failed (success)"),
            (#""status": "error""#, "the answer says that it failed (status)"),
            (#""partial": true"#, "the answer says of itself that it is a part (partial)"),
            (#""has_more": true"#, "the answer says of itself that more follows (has_more)"),
            (#""meta": {"nextPage": 2}"#, "the answer says of itself that more follows (nextPage)"),
            (#""links": {"next": "/p2"}"#, "the answer says of itself that more follows (next)"),
            (#""data": []"#, "the answer says data twice"),
            (#""n": 1, "n": 2"#, "the answer says a member twice, and not the same"),
            (#""error": null, "errors": [], "success": true, "next": "", "has_more": false"#, nil),
            (#""status": "ok", "meta": {"next": null, "count": 1}"#, nil),
        ] as [(String, String?)])
    func anAnswerThatSaysThatItIsNoneIsNotWhole(_ said: String, _ reason: String?) throws {
        let mapping = try mapping(Self.plain, #""records": "data", "#)
        let record = #"{"id": 1, "name": "n", "price": 1, "stock": 1}"#
        for text in [#"{"data": [\#(record)], \#(said)}"#, #"{\#(said), "data": [\#(record)]}"#] {
            let (report, _) = read(text, mapping)
            #expect(report.incompleteness == reason, "\(text)")
        }
    }

    @Test func aTotalThatIsSaidTwiceIsNone() throws {
        let mapping = try mapping(Self.plain, #""records": "r.d", "total": "t", "#)
        let record = #"{"id": 1, "name": "n", "price": 1, "stock": 1}"#
        let (twice, _) = read(#"{"t": 2, "r": {"d": [\#(record)]}, "t": 1}"#, mapping)
        #expect(!twice.isWhole)
        let (nested, _) = read(#"{"t": 1, "r": {"d": [\#(record)]}, "r": {"d": []}}"#, mapping)
        #expect(nested.incompleteness == "the answer says r twice")
    }

    // MARK: - Columns

    @Test func anOptionalColumnMayBeMissing() throws {
        let header = "id,name,price,stock\n1,n,5,2\n"
        for price in [
            #"{"first": ["special", "price"]}"#, #"{"from": "price", "default": 3}"#,
            #"{"from": "special", "default": 5}"#,
        ] {
            let mapping = try mapping(
                #""id": "id", "name": {"join": ["name", "size"]}, "stock": "stock", "price": "#
                    + price)
            let (report, products) = read(header, mapping, FeedFormat(.csv))
            #expect(report.misfit == nil)
            #expect(products.map(\.priceCents) == [500])
            #expect(report.unread.contains("size"))
        }
        let without = try mapping(
            #""id": {"join": ["id", "size"]}, "name": "name", "price": "price""#)
        let (report, _) = read(header, without, FeedFormat(.csv))
        #expect(report.misfit == "the mapping names size, and there is no such column")
        let neither = try mapping(
            #""id": "id", "name": "name", "price": {"first": ["a", "b"]}"#)
        #expect(read(header, neither, FeedFormat(.csv)).report.misfit != nil)
    }

    @Test func columnsOfOneNameAreOneWhileTheySayTheSame() throws {
        let mapping = try mapping(Self.plain)
        let same = "id,name,price,stock,price\n1,a,5,2,5\n2,b,6,2, 6\n"
        let (report, products) = read(same, mapping, FeedFormat(.csv))
        #expect(report.misfit == nil)
        #expect(products.map(\.priceCents) == [500, 600])
        let (other, _) = read(same + "3,c,7,1,8\n", mapping, FeedFormat(.csv))
        #expect(other.misfit == "the mapping names price, and there are several such columns")
    }

    @Test func aHeaderInOtherLettersOrOrderIsNoRecord() throws {
        let mapping = try mapping(Self.plain)
        for header in ["ID,NAME,PRICE,STOCK", "name,id,stock,price", "id,name,price,stock"] {
            let (report, products) = read(
                "id,name,price,stock\n1,a,5,2\n\(header)\n2,b,6,2\n", mapping, FeedFormat(.csv))
            #expect(products.map(\.id) == ["1", "2"])
            #expect(report.faulty == [.header: 1])
        }
    }

    // MARK: - What is counted

    /// A unit or a factor that is gone is another number, whatever the default says.
    @Test func theUnitOfANumberIsCountedToo() throws {
        let fields =
            #""id": "id", "name": "name", "#
            + #""price": {"from": "p", "unitFrom": {"from": "u", "default": "dollars"}}, "#
            + #""cost": {"first": [{"from": "c", "unitFrom": {"from": "v", "default": "cents"}}]}"#
        let stock = #", "stock": {"from": "n", "times": {"from": "pack", "default": 1}}"#
        let stores =
            #""stores": {"Hill": {"from": "n", "times": {"from": "pack", "default": 2}}}, "#
        for (mapping, times) in [
            (try mapping(fields + stock), "stock.times"),
            (try mapping(fields, stores), "stores.Hill.times"),
        ] {
            let names = ["price.unitFrom", "cost.unitFrom", times]
            let (report, products) = read(
                #"[{"id": 1, "name": "a", "p": 500, "u": "cents", "n": 2, "pack": 3, "c": 1,"#
                    + #" "v": "cents"}, {"id": 2, "name": "b", "p": 5, "n": 2, "c": 2}]"#, mapping)
            #expect(products.map(\.priceCents) == [500, 500])
            for name in names {
                let use = report.uses[name]
                #expect(use?.count == 1 && use?.isLost == false, "\(name)")
            }
            let (lost, _) = read(
                #"[{"id": 1, "name": "a", "p": 500, "n": 2, "c": 1}]"#, mapping)
            for name in names { #expect(lost.uses[name]?.isLost == true, "\(name)") }
            // Where there is no number, nothing was asked of its unit.
            let (none, _) = read(#"[{"id": 1, "name": "a", "n": 2}]"#, mapping)
            #expect(none.uses["price.unitFrom"] == nil)
        }
    }

    @Test func whatRecordsHaveIsCounted() throws {
        let mapping = try mapping(
            #""id": "id", "name": "name", "price": {"from": "price", "default": 1}, "vendor": "v""#,
            #""leaveOut": {"from": "hidden", "in": [true]}, "stores": {"Hill": "hill"}, "#)
        let (report, _) = read(
            #"[{"id": 1, "name": "a", "price": 2, "hill": 3}, {"id": 2, "name": "b", "v": ""},"#
                + #" {"id": 3, "name": "c", "hidden": true}]"#, mapping)
        #expect(report.uses["price"]?.count == 1)
        #expect(report.uses["price"]?.examples == ["1"])
        #expect(report.uses["name"]?.count == 2)
        #expect(report.uses["stores.Hill"]?.count == 1)
        #expect(report.uses["leaveOut.hidden"]?.count == 1)
        #expect(report.uses["vendor"]?.isLost == false)
        let (less, _) = read(#"[{"id": 1, "name": "a"}]"#, mapping)
        let lost = less.uses.filter { $0.value.isLost }.keys.sorted()
        #expect(lost == ["leaveOut.hidden", "price", "stores.Hill"])
        #expect(less.unread == ["hidden", "hill", "price", "v"])
    }

    @Test func whatIsBlankThroughoutIsNotRead() throws {
        let mapping = try mapping(Self.plain)
        for (record, field) in [
            (#"{"id": 1, "name": "a", "price": 1, "stock": null}"#, "stock"),
            (#"{"id": 1, "name": " ", "price": 1, "stock": 1}"#, "name"),
        ] {
            let (report, _) = read("[\(record)]", mapping)
            #expect(report.misfit == "no record has what the mapping names for \(field)")
        }
    }

    @Test(arguments: [
        "2026-11-30 foo", "2026-11-30T25:00:00Z", "2026-11-30T10:00 and more", "2026-11-31",
    ])
    func aDayWithSomethingElseBehindItIsUnreadable(_ text: String) throws {
        let mapping = try mapping(#""id": "id", "name": "id", "expirationDate": "exp""#)
        let (_, products) = read(#"[{"id": 1, "exp": "\#(text)"}]"#, mapping)
        #expect(products.map(\.expirationDate) == [nil])
        #expect(products.map { $0.unreadable } == [[.expirationDate]])
    }

    @Test func aStoreWhoseStockCannotBeReadKeepsTheProduct() throws {
        let mapping = try mapping(
            #""id": "id", "name": "id", "price": "id""#, #""stores": {"Hill": "h", "Quay": "q"}, "#)
        let (_, products) = read(#"[{"id": 1, "h": "some", "q": 2}]"#, mapping)
        #expect(products.first?.stocks.map(\.store) == ["Hill", "Quay"])
        #expect(products.first?.unreadable == [.stock])
    }
}
