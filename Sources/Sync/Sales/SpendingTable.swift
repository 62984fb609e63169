import FirestoreModel
import PointOfSale

/// Sums the spending of each customer in about a hundred bytes per customer and none per order.
///
/// Customers are identified by the POS's id, and by address only for orders without an id, so that
/// people who share an address are not merged (hazard D32 of Protocol/alleaves.md).
struct SpendingTable {
    /// Totals of one customer; cancelled orders separately, orders of unknown status excluded.
    struct Totals: Equatable {
        var cents: Int64 = 0
        var count: Int64 = 0
        /// Orders among `count` without a known total, which `cents` excludes.
        var unpricedCount: Int64 = 0
        /// Microseconds since 1970.
        var first: Int64?
        var last: Int64?
        var cancelledCents: Int64 = 0
        var cancelledCount: Int64 = 0

        mutating func add(_ sale: StoredSale) {
            switch sale.status {
            case .unknown: return
            case .cancelled:
                cancelledCents +|= sale.totalCents ?? 0
                cancelledCount += 1
                return
            case .pending, .submitted, .confirmed, .preparing, .ready, .completed: break
            }
            if let total = sale.totalCents { cents +|= total } else { unpricedCount += 1 }
            count += 1
            guard let time = sale.createdAt else { return }
            first = min(first ?? time, time)
            last = max(last ?? time, time)
        }

        mutating func add(_ other: Totals) {
            cents +|= other.cents
            count += other.count
            unpricedCount += other.unpricedCount
            cancelledCents +|= other.cancelledCents
            cancelledCount += other.cancelledCount
            first = [first, other.first].compactMap { $0 }.min()
            last = [last, other.last].compactMap { $0 }.max()
        }

        /// Average over the orders with a known total, rounded half away from zero; nil without
        /// one.
        var averageCents: Int64? {
            let count = count - unpricedCount
            guard count > 0 else { return nil }
            let (whole, rest) = cents.quotientAndRemainder(dividingBy: count)
            guard abs(rest) * 2 >= count else { return whole }
            return whole + (cents < 0 ? -1 : 1)
        }
    }

    /// The content of one document.
    struct Entry: Equatable {
        var idCustomer: POSID?
        var email: String?
        var totals: Totals
    }

    private struct Person {
        var totals = Totals()
        /// Index of the newest order's address; -1 for none.
        var email: Int32 = -1
        var emailTime = Int64.min
    }

    private var people: [POSID: Person] = [:]
    private var emails: [String] = []
    private var emailIndices: [String: Int32] = [:]
    /// Totals of orders with an address and without an id, by index of the address.
    private var anonymous: [Int32: Totals] = [:]

    mutating func add(_ sale: StoredSale) {
        let email = sale.email.map { index(of: $0) }
        if let id = sale.idCustomer {
            var person = people[id] ?? Person()
            person.totals.add(sale)
            let time = sale.createdAt ?? .min
            if let email, person.email < 0 || time >= person.emailTime {
                person.email = email
                person.emailTime = time
            }
            people[id] = person
        } else if let email {
            anonymous[email, default: Totals()].add(sale)
        }
    }

    private mutating func index(of email: String) -> Int32 {
        if let index = emailIndices[email] { return index }
        let index = Int32(emails.count)
        emails.append(email)
        emailIndices[email] = index
        return index
    }

    /// Every document with its key: the address if unique to a customer, otherwise `cid_` and the
    /// POS's id.
    func entries() -> [(key: String, entry: Entry)] {
        var owners: [Int32: Int] = [:]
        for person in people.values where person.email >= 0 {
            owners[person.email, default: 0] += 1
        }
        var rest = anonymous
        var found: [(key: String, entry: Entry)] = []
        found.reserveCapacity(people.count + anonymous.count)
        for (id, person) in people {
            var entry = Entry(idCustomer: id, totals: person.totals)
            var key = "cid_\(id)"
            if person.email >= 0 {
                let email = emails[Int(person.email)]
                entry.email = email
                if owners[person.email] == 1, Self.isKey(email) {
                    key = email
                    if let more = rest.removeValue(forKey: person.email) { entry.totals.add(more) }
                }
            }
            found.append((key, entry))
        }
        for (index, totals) in rest where Self.isKey(emails[Int(index)]) {
            let email = emails[Int(index)]
            found.append((email, Entry(email: email, totals: totals)))
        }
        return found.sorted { $0.key < $1.key }
    }

    private static func isKey(_ email: String) -> Bool {
        (try? ResourceID.validate(document: email)) != nil
    }
}
