import JSON
import PointOfSale

extension POSDiscount {
    /// Nil without an id.
    init?(_ rule: JSONValue) {
        var unreadable = UnreadableValues()
        self.init(rule, &unreadable)
    }

    /// Nil without an id, which is recorded like other unreadable fields.
    init?(_ rule: JSONValue, _ unreadable: inout UnreadableValues) {
        var reader = DiscountReader(rule)
        defer { unreadable.merge(reader.record.unreadable) }
        guard let id = reader.identifier() else { return nil }
        self.init(
            idDiscount: id, name: reader.record.text("name") ?? "",
            description: reader.record.text("description"),
            type: reader.word("discountType") ?? "", value: reader.number("discountValue"),
            startDate: reader.date("startDate"), endDate: reader.date("endDate"),
            isActive: reader.value("active") { $0.flagReading },
            categories: reader.texts("categories"), brands: reader.texts("brands"),
            products: reader.texts("products"), minQuantity: reader.number("minQty"),
            minTotal: reader.number("minTotal"),
            customerTypes: reader.texts("customerTypes", isLimit: true),
            badgeText: reader.record.text("badge_text", "badgeText"),
            priority: reader.decimal("priority") ?? "0",
            isStoreWide: reader.value("storeWide") { $0.flagReading })
        unreadableFields = reader.unreadableFields
        contradictedFields = reader.contradictedFields
    }
}

extension POSDiscountList {
    /// Adds a page. Returns whether it has a new rule.
    mutating func take(_ page: ListingResponse) -> Bool {
        var known: [String: Int] = [:]
        for (index, rule) in discounts.enumerated() { known[rule.idDiscount] = index }
        var hasNew = false
        spoiltCount += page.spoilt.count
        unreadable.noteRows(
            page.spoilt.count, of: "discounts", example: page.spoilt.example)
        for entry in page.entries {
            guard let rule = POSDiscount(entry, &unreadable) else {
                unreadableCount += 1
                continue
            }
            if let index = known[rule.idDiscount] {
                repeatedIDs.append(rule.idDiscount)
                discounts[index].meet(rule)
            } else {
                known[rule.idDiscount] = discounts.count
                discounts.append(rule)
                hasNew = true
            }
        }
        return hasNew
    }
}

extension AlleavesClient {
    /// All discount rules, paged or not. Throws for a response that is no list;
    /// ``POSDiscountList/isShort`` tells whether some are missing.
    public func discounts(deadline: POSDeadline) throws(POSError) -> POSDiscountList {
        var list = POSDiscountList(discounts: [], unreadableCount: 0)
        let first = try discountPage(nil, deadline)
        _ = list.take(first)
        var (count, page, isShort) = (first.entryCount, 2, first.isShort)
        while isShort, page <= AlleavesLimits.discountPagesMax {
            let next = try discountPage(page, deadline)
            // A POS that ignores the page number returns the first page forever.
            var grown = list
            guard next.entryCount > 0, grown.take(next) else { break }
            list = grown
            count += next.entryCount
            isShort =
                next.hasMore || next.isTotalUnreadable || first.isTotalUnreadable
                || (next.total ?? first.total ?? 0) > count
            page += 1
        }
        list.isShort = isShort
        guard list.spoiltCount == 0 || !list.discounts.isEmpty || list.unreadableCount > 0 else {
            throw .spoilt(list.spoiltCount, path: "/discount")
        }
        return list
    }

    private func discountPage(
        _ page: Int?, _ deadline: POSDeadline
    ) throws(POSError) -> ListingResponse {
        var call = AlleavesCall(path: "/discount")
        if let page { call.query = "page=\(page)&pageSize=\(AlleavesLimits.pageSize)" }
        return try answeredList(
            call, deadline, under: ["discounts", "data"],
            ids: ["id_discount", "idDiscount", "id"], page: page ?? 1)
    }
}
