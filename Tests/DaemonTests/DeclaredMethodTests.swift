import Foundation
import LinuxSystem
import MirrorMessages
import StatusCodes
import TTRPC
import TestSupport
import Testing

/// What the protos declare is what the generated enums list, and what is served.
@Suite struct DeclaredMethodTests {
    /// Every service, by its full name, with its methods.
    private static let services: [String: [Declared]] = [
        MenuMethod.service: all(MenuMethod.self), SyncMethod.service: all(SyncMethod.self),
        PosMethod.service: all(PosMethod.self), AdminMethod.service: all(AdminMethod.self),
        FirestoreMethod.service: all(FirestoreMethod.self),
        HealthMethod.service: all(HealthMethod.self),
    ]

    private struct Declared {
        let name: String
        let streaming: MethodStreaming
        let access: MethodAccess
        let work: MethodWork
    }

    private static func all<Method: ServiceMethod>(_: Method.Type) -> [Declared] {
        Method.allCases.map {
            Declared(
                name: $0.rawValue, streaming: $0.streaming, access: $0.access, work: $0.work)
        }
    }

    /// What the POS has no way to do; the daemon says so with the reason.
    private static let unsupported: Set<String> = [
        "UpdateStock", "UpdatePrice", "UpdateLoyaltyProgram",
    ]

    @Test func theEnumsListWhatTheProtosDeclare() throws {
        var declared: [String: [String]] = [:]
        let folder = "\(Python.top)/Protocol"
        let paths = FileManager.default.enumerator(atPath: folder)
        for case let path as String in paths ?? .init() where path.hasSuffix(".proto") {
            let text = contents(of: "\(folder)/\(path)")
            let package = text.firstMatch(of: /(?m)^package ([\w.]+);/)?.1 ?? ""
            guard let service = text.firstMatch(of: /(?m)^service (\w+) \{/)?.1 else { continue }
            declared["\(package).\(service)"] = text.matches(of: /(?m)^  rpc (\w+)\(/)
                .map { String($0.1) }
        }
        #expect(declared == Self.services.mapValues { $0.map(\.name) })
    }

    @Test func everyMethodSaysWhomItIsFor() {
        for (service, methods) in Self.services {
            for method in methods {
                #expect(method.access != .unspecified, "\(service)/\(method.name)")
            }
        }
    }

    @Test func everyMethodSaysWhoseThreadsAnswerIt() {
        var methods: [MethodWork: Set<String>] = [:]
        for method in Self.services.values.joined() {
            methods[method.work, default: []].insert(method.name)
        }
        #expect(methods[.unspecified] == nil)
        #expect(
            methods[.admin] == [
                "GetInfo", "GetMetrics", "CreateSession", "RevokeSession", "ListSessions",
            ])
        #expect(methods[.upkeep] == ["Backup", "Verify", "WatchVerify", "Compact"])
        #expect(
            methods[.scan] == [
                "ListDocuments", "PartitionQuery", "GetExpiringInventory", "GetClearance",
                "AcceptClearance",
            ])
        // What waits for the POS waits without a worker, but for a preview.
        #expect(methods[.outside] == ["PreviewMenu"])
        #expect(methods[.query]?.isSuperset(of: ["QueryMenu", "RunQuery"]) == true)
        #expect(
            methods[.loop]?.isSuperset(of: ["GetProduct", "GetMenu", "Check", "Listen"]) == true)
    }

    @Test func everyMethodIsServed() throws {
        try withDaemon(products: 5) { daemon in
            let socket = try Socket.connect(unixPath: daemon.socket)
            let connection = RPCClient(socket, name: daemon.socket)
            defer { connection.close() }
            var unimplemented: Set<String> = []
            for (service, methods) in Self.services {
                for method in methods
                where Self.code(connection, service, method) == .unimplemented {
                    unimplemented.insert(method.name)
                }
            }
            #expect(unimplemented == Self.unsupported)
        }
    }

    /// How a call with an empty message is answered: the error's code, nil for an answer. A stream
    /// that has nothing to say ends with the caller's patience.
    private static func code(
        _ connection: RPCClient, _ service: String, _ method: Declared
    ) -> StatusCode? {
        let (name, patience) = (method.name, Duration.seconds(method.streaming == .unary ? 60 : 1))
        do throws(Status) {
            switch method.streaming {
            case .unary: _ = try connection.call(service, name, [], timeout: patience)
            case .server:
                let stream = try connection.serverStream(service, name, [], timeout: patience)
                defer { stream.close() }
                _ = try stream.next()
            case .both:
                let stream = try connection.stream(service, name, timeout: patience)
                defer { stream.close() }
                try stream.send([])
                _ = try stream.next()
            }
            return nil
        } catch {
            return error.code
        }
    }
}
