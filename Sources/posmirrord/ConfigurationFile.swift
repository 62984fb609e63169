import Access
import Foundation
import MirrorService

/// The settings of --config: a JSON object, in which unknown keys are errors.
struct ConfigurationFile: Decodable {
    var data: String?
    var socket: String?
    var alleavesURL: String?
    var feedDirs: [String]?
    var feedPlainHTTP: Bool?
    var sync: String?
    var log: String?
    var memoryMib: Int?
    var socketMode: String?
    var scheduleMinutes: Int64?
    var customerPages: Int?
    var principals: [Principal]?
    var cronSecret: String?
    var sessionIntrospection: Introspection?
    var indexes: [Index]?
    var limits: [String: Int]?

    struct Principal: Decodable {
        var uid: UInt32?
        var gid: UInt32?
        var role: String
    }

    struct Introspection: Decodable {
        var url: String
        var credentials: String
    }

    /// The indexes of a collection: `only` some fields, or all `except` some; an empty `only` means
    /// none.
    struct Index: Decodable {
        var collection: String
        var only: [String]?
        var except: [String]?
    }

    enum CodingKeys: String, CodingKey, CaseIterable {
        case data, socket, sync, log, principals, indexes, limits
        case alleavesURL = "alleaves_url"
        case feedDirs = "feed_dirs"
        case feedPlainHTTP = "feed_plain_http"
        case memoryMib = "memory_mib"
        case socketMode = "socket_mode"
        case cronSecret = "cron_secret"
        case sessionIntrospection = "session_introspection"
        case scheduleMinutes = "schedule_minutes"
        case customerPages = "customer_pages"
    }

    /// Reads the file. Throws `usage` with the error, never with the file's contents.
    init(path: String) throws(DaemonError) {
        guard let bytes = FileManager.default.contents(atPath: path) else {
            throw DaemonError(.usage, "\(path) cannot be read")
        }
        do {
            let object = try JSONSerialization.jsonObject(with: bytes) as? [String: Any] ?? [:]
            let known = Set(CodingKeys.allCases.map(\.rawValue))
            if let unknown = object.keys.filter({ !known.contains($0) }).min() {
                throw DaemonError(.usage, "\(path): unknown key \(unknown)")
            }
            self = try JSONDecoder().decode(ConfigurationFile.self, from: bytes)
        } catch let error as DaemonError {
            throw error
        } catch {
            throw DaemonError(.usage, "\(path) is not a JSON object with the documented keys")
        }
    }

    /// Applies the file's settings.
    func apply(to setup: inout DaemonSetup) throws(DaemonError) {
        if let alleavesURL { setup.alleavesURL = alleavesURL }
        if let feedDirs {
            var directories: [String] = []
            for path in feedDirs {
                directories.append(try DaemonCommandLine.feedDirectory(path))
            }
            setup.feeds.directories = directories
        }
        if let feedPlainHTTP { setup.feeds.allowsPlainHTTP = feedPlainHTTP }
        if let sync { setup.daemon.sync = try DaemonCommandLine.sync(sync) }
        if let log { setup.daemon.logFormat = try DaemonCommandLine.log(log) }
        if let memoryMib {
            setup.daemon.memory = try DaemonCommandLine.memory("\(memoryMib)")
        }
        if let scheduleMinutes {
            setup.daemon.scheduleMinutes = try DaemonCommandLine.schedule("\(scheduleMinutes)")
        }
        if let customerPages {
            setup.daemon.customerPages = try DaemonCommandLine.customerPages("\(customerPages)")
        }
        if let socketMode {
            guard let mode = UInt32(socketMode, radix: 8), mode <= 0o777 else {
                throw DaemonError(.usage, "socket_mode is an octal mode such as \"0660\"")
            }
            setup.daemon.socketMode = mode
        }
        if let cronSecret { setup.daemon.cronSecret = CronSecret(cronSecret) }
        if let sessionIntrospection {
            setup.daemon.introspection = try IntrospectionFile.configuration(
                url: sessionIntrospection.url, path: sessionIntrospection.credentials)
        }
        if let limits { try LimitsFile.apply(limits, to: &setup.daemon.limits) }
        for index in indexes ?? [] {
            setup.daemon.indexes.set(try IndexFile.coverage(index), at: index.collection)
        }
        for principal in principals ?? [] {
            guard let role = Role.named(principal.role),
                (principal.uid == nil) != (principal.gid == nil)
            else {
                throw DaemonError(
                    .usage, "a principal has a uid or a gid, and role reader, sync or admin")
            }
            setup.daemon.principals.append(
                PrincipalRule(uid: principal.uid, gid: principal.gid, role: role))
        }
    }
}
