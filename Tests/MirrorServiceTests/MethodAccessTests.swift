import DocumentStore
import FirestoreModel
import HTTPTransport
import LinuxSystem
import MirrorMessages
import ProtobufWire
import StatusCodes
import TTRPC
import Testing

@testable import Access
@testable import MirrorService

/// Every method of the daemon against every kind of caller.
@Suite struct MethodAccessTests {
    /// The doors that are open to whoever reaches the socket. A method that its .proto file opens
    /// to everybody stands here as well, so that no slip of a word there opens one.
    private static let open: [String: Set<String>] = [
        "posmirror.v1.Menu": [
            "GetMenu", "GetProduct", "QueryMenu", "WatchMenu", "ExplainPrice", "ListDiscounts",
        ],
        "posmirror.v1.Sync": ["GetSyncStatus", "WatchSync"],
        "posmirror.v1.Pos": [
            "GetMetadata", "GetExpiringInventory", "GetBuilderProducts", "GetPriceHistory",
            "GetClearance",
        ],
        "posmirror.v1.Admin": ["GetInfo", "GetMetrics"],
        "grpc.health.v1.Health": ["Check", "Watch"],
        // The gate lets them through and the service looks: see FirestoreAccessTests.
        "google.firestore.v1.Firestore": Set(FirestoreMethod.allCases.map(\.rawValue)),
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

    /// Whom each access lets in; everybody else is refused with the code given.
    private static func expected(_ access: MethodAccess, _ caller: Caller) -> StatusCode? {
        if access == .everybody { return nil }
        let takesCron = [.trigger, .triggerAll, .relay].contains(access)
        let takesSessions = [.trigger, .triggerAll, .manage].contains(access)
        let isForAdmins = [.unspecified, .admin].contains(access)
        switch caller {
        case .admin: return nil
        case .sync where takesCron: return nil
        case .sync, .reader: return isForAdmins ? .permissionDenied : .unauthenticated
        case .cron: return takesCron ? nil : .permissionDenied
        case .wrongCron, .adminWithWrongCron: return .unauthenticated
        case .superUser, .superAdmin: return takesSessions ? nil : .permissionDenied
        case .ownDispensaryAdmin, .ownBrandAdmin:
            return [.trigger, .manage].contains(access) ? nil : .permissionDenied
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
            for served in daemon.methods {
                let name = "\(served.method.service)/\(served.method.name)"
                let isOpen = Self.open[served.method.service]?.contains(served.method.name)
                #expect((served.access == .everybody) == isOpen, "\(name)")
                for caller in Caller.allCases {
                    let code = Self.code(daemon, served.access, caller, tokens)
                    #expect(code == Self.expected(served.access, caller), "\(name) and \(caller)")
                }
            }
            let names = daemon.methods.map { "\($0.method.service)/\($0.method.name)" }
            #expect(Set(names) == Self.declared && names.count == Self.declared.count)
        }
    }

    /// Every method that a .proto file declares.
    private static let declared: Set<String> =
        names(MenuMethod.self).union(names(SyncMethod.self)).union(names(PosMethod.self))
        .union(names(AdminMethod.self)).union(names(FirestoreMethod.self))
        .union(names(HealthMethod.self))

    private static func names<Method: ServiceMethod>(_: Method.Type) -> Set<String> {
        Set(Method.allCases.map { "\(Method.service)/\($0.rawValue)" })
    }

    /// A method for which nobody has decided is an admin's.
    @Test func aMethodWithoutAWordIsForAdminsOnly() {
        #expect(MethodAccess.unspecified.role == .admin)
        #expect(!MethodAccess.unspecified.acceptsCronSecret)
        #expect(!MethodAccess.unspecified.acceptsSessions)
    }

    /// The code with which the gate refuses; nil where it lets the call through.
    private static func code(
        _ daemon: Daemon, _ access: MethodAccess, _ caller: Caller, _ tokens: Tokens
    ) -> StatusCode? {
        let uid: UInt32 = caller.role == .admin ? 1 : caller.role == .sync ? 2 : 3
        var request = WireWriter()
        request.string(1, "acme")
        do throws(Status) {
            try CallContext.with(
                peer: PeerCredentials(pid: 1, uid: uid, gid: 99), metadata: tokens.of(caller)
            ) { context throws(Status) in
                try request.bytes.withUnsafeBufferPointer { bytes throws(Status) in
                    try daemon.gate.check(
                        access, context, UnsafeRawBufferPointer(bytes))
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
