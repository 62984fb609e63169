import JSON
import Memory
import PointOfSale
import StatusCodes

extension AlleavesClient {
    /// The inventory of a location (default: the credentials' own) over all pages, and whether it
    /// is proved complete.
    ///
    /// A single call if the first response is complete by its own total_rows; otherwise the rest is
    /// requested with `skip` and `take`, and everything again if it changes meanwhile.
    ///
    /// - Parameter provedRows: the number of rows when the listing was last proved complete; fewer
    ///   rows need better proof.
    public func inventoryListing(
        locationID: String?, provedRows: Int = 0, deadline: POSDeadline
    ) throws(POSError) -> InventoryListing {
        let own = numericLocationID(locationID).map { String($0) }
        var reads = 0
        while true {
            var reading = InventoryPager(provedRows: provedRows)
            let step = try read(&reading, locationID, deadline)
            reads += 1
            switch step {
            case .end(let shortfall):
                return try listing(reading, shortfall).keeping(own)
            case .moved, .page:
                guard reads >= AlleavesLimits.listingReadsMax else { continue }
                return try listing(reading, .changed).keeping(own)
            }
        }
    }

    private func listing(
        _ reading: InventoryPager, _ shortfall: InventoryListing.Shortfall?
    ) throws(POSError) -> InventoryListing {
        let total = reading.total
        let lease = MemoryLease(environment.memory, .answers)
        do throws(Status) {
            try lease.resize(to: reading.pages.buildBytes, for: "the inventory")
        } catch {
            throw POSError(code: .tooLarge, path: Self.inventoryPath, message: error.message)
        }
        let inventory = reading.pages.build(
            isShort: shortfall != nil, total: total, lease: lease)
        guard !inventory.isSpoilt else {
            throw .spoilt(inventory.rowCount, path: Self.inventoryPath)
        }
        return InventoryListing(inventory, totalRows: total.rows, shortfall)
    }

    /// Reads the listing once, up to its end or a change.
    private func read(
        _ reading: inout InventoryPager, _ locationID: String?, _ deadline: POSDeadline
    ) throws(POSError) -> InventoryPager.Step {
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
        _ reading: inout InventoryPager, _ page: Inventory, _ path: String
    ) throws(POSError) -> InventoryPager.Step {
        do throws(JSONFault) {
            return try reading.take(page)
        } catch {
            throw POSError(error, path: path)
        }
    }

    /// Whether the POS rejects the request as invalid, because it does not know `skip` and `take`.
    private static func refusesPages(_ error: POSError) -> Bool {
        if case .http(400..<500) = error.code { return true }
        return false
    }
}
