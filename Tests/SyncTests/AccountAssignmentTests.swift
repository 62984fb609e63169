import FirestoreModel
import Randomness
import TestSupport
import Testing

@testable import Sync

/// Which account each location reaches, as a table: what is known, what is said, what comes of it.
@Suite struct AccountAssignmentTests {
    private typealias Answer = AccountAssignment.Answer

    private func location(
        _ id: String, _ login: String, _ answer: Answer, named: String? = nil,
        hasProducts: Bool = false
    ) -> AccountAssignment.Location {
        AccountAssignment.Location(
            id: id, login: login, named: named, answer: answer, hasProducts: hasProducts)
    }

    private func resolutions(
        _ locations: [AccountAssignment.Location], _ known: ProviderAccounts = ProviderAccounts()
    ) -> [String: String] {
        AccountAssignment(locations, known: known).resolutions.mapValues { resolution in
            switch resolution {
            case .primary: "primary"
            case .other(let account): account
            case .unresolved: "unplaced"
            }
        }
    }

    @Test func anOnlyLocationNeedsNoAccount() {
        let assignment = AccountAssignment([location("a", "u", .notAsked)], known: .init())
        #expect(assignment.resolutions == ["a": .primary] && assignment.accounts.isEmpty)
    }

    @Test func oneCompanyIsOneAccountWhoeverLogsIn() {
        let all = [location("a", "u1", .account("1")), location("b", "u2", .account("1"))]
        #expect(resolutions(all) == ["a": "primary", "b": "primary"])
    }

    @Test func theFirstLocationsAccountIsPrimaryAtFirst() {
        let all = [location("a", "u1", .account("9")), location("b", "u2", .account("1"))]
        #expect(resolutions(all) == ["a": "primary", "b": "1"])
    }

    /// The plain ids mean the items of the location that has products.
    @Test func theAccountThatHasProductsIsPrimary() {
        let all = [
            location("a", "u1", .account("1")),
            location("b", "u2", .account("2"), hasProducts: true),
        ]
        #expect(resolutions(all) == ["a": "1", "b": "primary"])
    }

    @Test func aPrimaryStays() {
        var known = AccountAssignment(
            [location("m", "u1", .account("1")), location("n", "u2", .account("2"))], known: .init()
        ).accounts
        let earlier = [location("a", "u2", .account("2")), location("m", "u1", .account("1"))]
        #expect(resolutions(earlier, known) == ["a": "2", "m": "primary"])
        known = AccountAssignment(earlier, known: known).accounts
        // Also when it is the other account's that is left.
        #expect(resolutions([location("n", "u2", .account("2"))], known) == ["n": "2"])
        #expect(known.locations["n"] == "2")
    }

    /// One login is one account, whatever is said; the operator's word counts more than the POS's.
    @Test func oneLoginIsOneAccountAndTheOperatorsWordWins() {
        let alike = [
            location("a", "u", .account("1"), named: "north"),
            location("b", "u", .account("1"), named: "south"),
        ]
        let assignment = AccountAssignment(alike, known: .init())
        #expect(assignment.resolutions == ["a": .primary, "b": .primary])
        #expect(assignment.accounts.primary == "north" && assignment.warnings.count == 1)
        let silent = [
            location("a", "u", .silent, named: "north"),
            location("b", "v", .silent, named: "south"),
        ]
        #expect(resolutions(silent) == ["a": "primary", "b": "south"])
        let joined = [
            location("a", "u", .account("1"), named: "x"), location("b", "v", .silent, named: "x"),
        ]
        #expect(resolutions(joined) == ["a": "primary", "b": "primary"])
    }

    /// A default is never a guess: who does not say whose its items are is not read.
    @Test func aSilentOrFailingNewLocationIsLeftOut() {
        for answer in [Answer.silent, .failed("POS: login refused"), .notAsked] {
            let all = [
                location("a", "u1", .account("1"), hasProducts: true), location("b", "u2", answer),
            ]
            #expect(resolutions(all) == ["a": "primary", "b": "unplaced"])
            // The other one is the first that is known, where nothing has products.
            let new = [location("a", "u1", answer), location("b", "u2", .account("2"))]
            #expect(resolutions(new) == ["a": "unplaced", "b": "primary"])
        }
        let reason = AccountAssignment(
            [location("a", "u", .account("1")), location("b", "v", .silent)], known: .init())
        guard case .unresolved(let text)? = reason.resolutions["b"] else {
            Issue.record("b has a place")
            return
        }
        #expect(text.contains("set account in posConfig"))
    }

    /// A location whose settings reach no POS takes nothing from the only one that can log in.
    @Test func theOnlyLocationThatCanLogInIsOneAccount() {
        let all = [location("a", "", .failed("lacks a login")), location("b", "u", .silent)]
        #expect(resolutions(all) == ["a": "unplaced", "b": "primary"])
        let later = [all[0], location("b", "u", .silent, hasProducts: true)]
        let assignment = AccountAssignment(later, known: .init())
        #expect(
            assignment.resolutions == ["a": .unresolved("lacks a login"), "b": .primary])
        let both = [location("a", "u", .silent), location("b", "v", .silent)]
        #expect(resolutions(both) == ["a": "unplaced", "b": "unplaced"])
    }

    /// Where no login names an account, all are of one; a failing one is not read.
    @Test func aPOSThatNamesNoAccountHasOne() {
        let all = [
            location("a", "u", .unnamed), location("b", "v", .unnamed),
            location("c", "w", .failed("POS: login refused")),
        ]
        let assignment = AccountAssignment(all, known: .init())
        #expect(resolutions(all) == ["a": "primary", "b": "primary", "c": "unplaced"])
        #expect(assignment.warnings.count == 2)
        #expect(assignment.warnings.allSatisfy { $0.contains("set account in posConfig") })
        // Beside one that is named it is not known whose its items are.
        let one = [location("a", "u", .account("1")), location("b", "v", .unnamed)]
        #expect(resolutions(one) == ["a": "primary", "b": "unplaced"])
    }

    @Test func aFailingLoginKeepsTheLastKnownAccount() {
        let known = AccountAssignment(
            [location("a", "u1", .account("1")), location("b", "u2", .account("2"))], known: .init()
        ).accounts
        let all = [
            location("a", "u1", .account("1"), hasProducts: true),
            location("b", "u2", .failed("POS"), hasProducts: true),
        ]
        #expect(resolutions(all, known) == ["a": "primary", "b": "2"])
        let other = [location("a", "u1", .failed("POS")), location("b", "", .failed("no login"))]
        #expect(resolutions(other, known) == ["a": "primary", "b": "2"])
    }

    /// Another login that says no account is not the one that is stored; one that fails may be, and
    /// one that was stored before logins were marked is.
    @Test func anotherLoginIsNotTheStoredAccount() {
        let first = [location("a", "u1", .account("1")), location("b", "u2", .account("2"))]
        let known = AccountAssignment(first, known: .init()).accounts
        func refused(
            _ login: String, _ answer: Answer, named: String? = nil,
            _ known: ProviderAccounts? = nil
        ) -> Bool {
            let all = [first[0], location("b", login, answer, named: named)]
            let assignment = AccountAssignment(all, known: known ?? self.known(first))
            #expect(assignment.resolutions["b"] != .primary || login == "u1")
            return assignment.refusals["b"] != nil
        }
        #expect(refused("u3", .unnamed) && refused("u3", .notAsked))
        #expect(!refused("u2", .unnamed) && !refused("u2", .notAsked))
        #expect(!refused("u3", .failed("POS")) && !refused("u3", .account("2")))
        #expect(!refused("u3", .unnamed, named: "2"))
        // The login of a location whose account is known.
        #expect(!refused("u1", .unnamed))
        var unmarked = known
        unmarked.logins = [:]
        #expect(!refused("u3", .unnamed, unmarked))
        // What it says of itself is the new login's from now on.
        let moved = AccountAssignment(
            [first[0], location("b", "u3", .account("2"))], known: known
        ).accounts
        #expect(refused("u2", .unnamed, moved) && !refused("u3", .unnamed, moved))
    }

    private func known(_ locations: [AccountAssignment.Location]) -> ProviderAccounts {
        AccountAssignment(locations, known: .init()).accounts
    }

    /// Locations whose products were merged by an earlier version stay so until it is known whose
    /// they are, and a warning says what to set; a new one beside them is not read.
    @Test func whatWasMergedStaysUntilItIsKnown() {
        let merged = [
            location("a", "u1", .silent, hasProducts: true),
            location("b", "u2", .account("2"), hasProducts: true),
            location("c", "u3", .account("3")),
        ]
        let assignment = AccountAssignment(merged, known: .init())
        #expect(assignment.resolutions["a"] == .primary && assignment.resolutions["b"] == .primary)
        guard case .unresolved(let reason)? = assignment.resolutions["c"] else {
            Issue.record("c has a place")
            return
        }
        #expect(reason.contains("location a"))
        #expect(assignment.warnings.count == 1 && assignment.warnings[0].contains("location b"))
        let told = [location("a", "u1", .silent, named: "1", hasProducts: true)] + merged[1...]
        #expect(
            resolutions(told, assignment.accounts) == ["a": "primary", "b": "2", "c": "3"])
    }

    @Test(arguments: Seeds.of([UInt64](0..<200)))
    func aPrimaryNeverChangesAndNobodyIsTwoAccounts(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let companies = ["a": "1", "b": "2", "c": "1", "d": "3"]
        var known = ProviderAccounts()
        var primary: String?
        var products: Set<String> = []
        for _ in 0..<12 {
            let present = companies.keys.sorted().filter { _ in random.below(4) > 0 }
            let locations = present.map { id in
                let answers: [Answer] = [.account(companies[id] ?? ""), .failed("POS"), .silent]
                return location(
                    id, "login \(id)", answers[random.below(3)], hasProducts: products.contains(id))
            }
            let assignment = AccountAssignment(locations, known: known)
            known = assignment.accounts
            primary = primary ?? known.primary
            #expect(known.primary == primary)
            for (id, resolution) in assignment.resolutions where locations.count > 1 {
                guard let primary else { continue }
                switch resolution {
                case .primary where known.locations[id] != nil: #expect(companies[id] == primary)
                case .other(let account): #expect(companies[id] == account && account != primary)
                case .primary, .unresolved: break
                }
            }
            let read = assignment.resolutions.filter {
                if case .unresolved = $0.value { false } else { true }
            }
            products.formUnion(read.keys.filter { _ in random.below(2) == 0 })
            let stored = try Fields(mapValueBytes: accounts(known).fields.mapValueBytes)
            #expect(try TenantAccounts(stored)["pos"] == known)
        }
    }

    private func accounts(_ known: ProviderAccounts) -> TenantAccounts {
        var accounts = TenantAccounts()
        accounts["pos"] = known
        return accounts
    }
}
