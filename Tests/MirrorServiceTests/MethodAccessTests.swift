import DocumentStore
import FirestoreModel
import HTTPTransport
import LinuxSystem
import ProtobufWire
import TTRPC
import Testing

@testable import MirrorService

/// Every method of the daemon against every kind of caller. A method without a line in `methods`
/// fails the test, so nobody forgets to decide whom it is for.
@Suite struct MethodAccessTests {
    /// Whom a method is for.
    enum Audience: CaseIterable {
        case everybody, admins, syncTriggers, triggersOfAll, relays, managers
    }

    private static let methods: [String: Audience] = [
        "Menu/GetMenu": .everybody, "Menu/GetProduct": .everybody, "Menu/QueryMenu": .everybody,
        "Menu/WatchMenu": .everybody, "Menu/ExplainPrice": .everybody,
        "Menu/ListDiscounts": .everybody,
        "Sync/SyncProducts": .syncTriggers, "Sync/SyncDiscounts": .syncTriggers,
        "Sync/SyncMetadata": .syncTriggers, "Sync/SyncCustomers": .syncTriggers,
        "Sync/SyncOrders": .syncTriggers, "Sync/SyncOrg": .syncTriggers,
        "Sync/SyncAll": .triggersOfAll, "Sync/GetSyncStatus": .everybody,
        "Sync/WatchSync": .everybody,
        "Pos/GetMetadata": .everybody, "Pos/GetExpiringInventory": .everybody,
        "Pos/GetBuilderProducts": .everybody, "Pos/GetPriceHistory": .everybody,
        "Pos/GetClearance": .everybody, "Pos/AcceptClearance": .managers,
        "Pos/PreviewMenu": .managers,
        "Pos/CreateCustomer": .managers,
        "Pos/SubmitOrder": .managers, "Pos/ApplyOrderDiscount": .managers,
        "Pos/CreateDiscount": .managers, "Pos/UpdateDiscount": .managers,
        "Pos/UpdateLoyaltyPoints": .managers, "Pos/AddStoreCredit": .managers,
        "Pos/IngestEvent": .relays, "Pos/GetPosWrite": .managers, "Pos/UpdateStock": .managers,
        "Pos/UpdatePrice": .managers, "Pos/UpdateLoyaltyProgram": .managers,
        "Admin/GetInfo": .everybody, "Admin/GetMetrics": .everybody, "Admin/Backup": .admins,
        "Admin/Verify": .admins, "Admin/Compact": .admins, "Admin/CreateSession": .admins,
        "Admin/RevokeSession": .admins, "Admin/ListSessions": .admins,
        // The gate lets them through and the service looks: see FirestoreAccessTests.
        "Firestore/GetDocument": .everybody, "Firestore/ListDocuments": .everybody,
        "Firestore/CreateDocument": .everybody, "Firestore/UpdateDocument": .everybody,
        "Firestore/DeleteDocument": .everybody, "Firestore/BatchGetDocuments": .everybody,
        "Firestore/BeginTransaction": .everybody, "Firestore/Commit": .everybody,
        "Firestore/Rollback": .everybody, "Firestore/ListCollectionIds": .everybody,
        "Firestore/BatchWrite": .everybody, "Firestore/RunQuery": .everybody,
        "Firestore/RunAggregationQuery": .everybody,
        "Firestore/ExecutePipeline": .everybody, "Firestore/PartitionQuery": .everybody,
        "Firestore/Listen": .everybody, "Firestore/Write": .everybody,
        "Health/Check": .everybody, "Health/Watch": .everybody,
    ]

    enum Caller: CaseIterable {
        case admin, sync, reader
        case cron, wrongCron
        case superUser, superAdmin, ownDispensaryAdmin, ownBrandAdmin, otherAdmin, budtender
        case customer, madeUpSession, expiredSession
        case adminWithMadeUpSession, adminWithOtherSession, adminWithWrongCron

        var role: Role {
            switch self {
            case .admin, .adminWithMadeUpSession, .adminWithOtherSession, .adminWithWrongCron:
                .admin
            case .sync: .sync
            default: .reader
            }
        }
    }

    /// What each audience lets in; everybody else is refused with the code given.
    private static func expected(_ audience: Audience, _ caller: Caller) -> RPCCode? {
        if audience == .everybody { return nil }
        let takesCron = [.syncTriggers, .triggersOfAll, .relays].contains(audience)
        let takesSessions = [.syncTriggers, .triggersOfAll, .managers].contains(audience)
        switch caller {
        case .admin: return nil
        case .sync where takesCron: return nil
        case .sync, .reader: return audience == .admins ? .permissionDenied : .unauthenticated
        case .cron: return takesCron ? nil : .permissionDenied
        case .wrongCron, .adminWithWrongCron: return .unauthenticated
        case .superUser, .superAdmin: return takesSessions ? nil : .permissionDenied
        case .ownDispensaryAdmin, .ownBrandAdmin:
            return [.syncTriggers, .managers].contains(audience) ? nil : .permissionDenied
        case .otherAdmin, .adminWithOtherSession, .budtender, .customer: return .permissionDenied
        case .madeUpSession, .expiredSession, .adminWithMadeUpSession:
            return takesSessions ? .unauthenticated : .permissionDenied
        }
    }

    private static let cronSecret = "correct horse battery staple"

    @Test func everyMethodTreatsEveryKindOfCallerAsItShould() throws {
        try withScratchDaemon({ configuration in
            configuration.cronSecret = CronSecret(Self.cronSecret + "\n")
            configuration.principals = [
                PrincipalRule(uid: 1, role: .admin), PrincipalRule(uid: 2, role: .sync),
            ]
        }) { daemon in
            let tokens = try Tokens(daemon)
            for method in daemon.methods {
                let name = "\(method.service.split(separator: ".").last ?? "")/\(method.name)"
                guard let audience = Self.methods[name] else {
                    Issue.record("\(name) has no line in this test")
                    continue
                }
                #expect(MethodPolicy.entry(method) != nil, "\(name) has no entry in MethodPolicy")
                for caller in Caller.allCases {
                    let code = Self.code(daemon, method, caller, tokens)
                    #expect(code == Self.expected(audience, caller), "\(name) and \(caller)")
                }
            }
            #expect(daemon.methods.count == Self.methods.count)
        }
    }

    /// A method that nobody has listed is nobody's but an admin's.
    @Test func anUnlistedMethodIsForAdminsOnly() {
        let method = RPCMethod("posmirror.v1.Pos", "Unheard", .unary { _, _ in [] })
        #expect(MethodPolicy.requirement(method) == .role(.admin))
    }

    /// The code with which the gate refuses; nil where it lets the call through.
    private static func code(
        _ daemon: Daemon, _ method: RPCMethod, _ caller: Caller, _ tokens: Tokens
    ) -> RPCCode? {
        let uid: UInt32 = caller.role == .admin ? 1 : caller.role == .sync ? 2 : 3
        var request = WireWriter()
        request.string(1, "acme")
        do throws(RPCError) {
            try CallContext.with(
                peer: PeerCredentials(pid: 1, uid: uid, gid: 99), metadata: tokens.of(caller)
            ) { context throws(RPCError) in
                try request.bytes.withUnsafeBufferPointer { bytes throws(RPCError) in
                    try daemon.gate.check(
                        MethodPolicy.requirement(method), context, UnsafeRawBufferPointer(bytes))
                }
            }
            return nil
        } catch {
            return error.code
        }
    }

    /// What each kind of caller puts into the metadata.
    private struct Tokens {
        private var sessions: [Caller: String] = [:]

        init(_ daemon: Daemon) throws {
            let stored = StoredSessions(store: daemon.store, now: SystemClock.wallMilliseconds)
            let make = { (role: String, orgs: [String]) in
                try stored.create(UserSession(role: role, orgs: orgs), hours: 1).token
            }
            sessions[.superUser] = try make("super_user", [])
            sessions[.superAdmin] = try make("super_admin", ["other"])
            sessions[.ownDispensaryAdmin] = try make("dispensary_admin", ["acme"])
            sessions[.ownBrandAdmin] = try make("brand_admin", ["brand_acme"])
            sessions[.otherAdmin] = try make("dispensary_admin", ["other"])
            sessions[.adminWithOtherSession] = sessions[.otherAdmin]
            sessions[.budtender] = try make("budtender", ["acme"])
            sessions[.customer] = try make("customer", ["acme"])
            sessions[.madeUpSession] = StoredSessions.prefix + "0123456789abcdef"
            sessions[.adminWithMadeUpSession] = "eyJhbGciOiJub25lIn0.e30."
            let past = StoredSessions(store: daemon.store, now: { 1_000 })
            sessions[.expiredSession] = try past.create(
                UserSession(role: "super_user"), hours: 1
            ).token
        }

        func of(_ caller: Caller) -> [(key: String, value: String)] {
            switch caller {
            case .cron: [(key: "authorization", value: "Bearer \(cronSecret)")]
            case .wrongCron, .adminWithWrongCron:
                [(key: "authorization", value: "Bearer \(cronSecret)s")]
            default: sessions[caller].map { [(key: "session", value: $0)] } ?? []
            }
        }
    }
}
