import JSON
import PointOfSale

extension AlleavesClient {
    /// The inventory of a location (default: the credentials' own) over all its pages, and whether
    /// that is all of it.
    ///
    /// One call where the first answer is whole by its own total_rows; else the rest is asked for
    /// with `skip` and `take`, and the whole again where it changes meanwhile.
    ///
    /// - Parameter provedRows: rows that the location had when its listing was last proved whole:
    ///   an answer with fewer is not taken at its word alone.
    public func inventoryListing(
        locationID: String?, provedRows: Int = 0, deadline: POSDeadline
    ) throws(POSError) -> InventoryListing {
        let own = numericLocationID(locationID).map { String($0) }
        var reads = 0
        while true {
            var reading = InventoryReading(provedRows: provedRows)
            let step = try read(&reading, locationID, deadline)
            reads += 1
            switch step {
            case .end(let shortfall):
                return Self.listing(reading, shortfall).keeping(own)
            case .moved, .page:
                guard reads >= AlleavesLimits.listingReadsMax else { continue }
                return Self.listing(reading, .changed).keeping(own)
            }
        }
    }

    private static func listing(
        _ reading: InventoryReading, _ shortfall: InventoryListing.Shortfall?
    ) -> InventoryListing {
        let total = reading.total
        let inventory = reading.pages.build(isShort: shortfall != nil, total: total)
        return InventoryListing(inventory, totalRows: total.rows, shortfall)
    }

    /// Reads the listing once, to its end or to where it changed.
    private func read(
        _ reading: inout InventoryReading, _ locationID: String?, _ deadline: POSDeadline
    ) throws(POSError) -> InventoryReading.Step {
        let path = Self.inventoryPath
        var pageRows = AlleavesLimits.inventoryPageRows
        let first = try inventoryPage(locationID, skip: nil, pageRows, deadline)
        var step = try Self.step(&reading, first, path)
        while case .page(let skip) = step {
            let page: Inventory
            do throws(POSError) {
                page = try inventoryPage(locationID, skip: skip, pageRows, deadline)
            } catch {
                if error.code == .cancelled { throw error }
                guard Self.refusesPages(error) else { return .end(.failed(error)) }
                if pageRows == AlleavesLimits.inventorySmallPageRows { return reading.ended() }
                pageRows = AlleavesLimits.inventorySmallPageRows
                continue
            }
            step = try Self.step(&reading, page, path)
        }
        return step
    }

    private static func step(
        _ reading: inout InventoryReading, _ page: Inventory, _ path: String
    ) throws(POSError) -> InventoryReading.Step {
        do throws(JSONFault) {
            return try reading.take(page)
        } catch {
            throw POSError(error, path: path)
        }
    }

    /// The POS calls the request wrong, which it does not know with `skip` and `take`.
    private static func refusesPages(_ error: POSError) -> Bool {
        if case .http(400..<500) = error.code { return true }
        return false
    }
}
