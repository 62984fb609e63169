import Access
import DocumentStore
import LinuxSystem
import Memory
import MirrorService
import Sync

/// A parsed command line of posmirrord.
enum Invocation {
    case help
    case version
    case serve(DaemonSetup)
}

/// The command line and configuration file of posmirrord.
enum DaemonCommandLine {
    static let help = """
        posmirrord mirrors a point of sale and serves its menus over a Unix socket.

        Usage: posmirrord [options]

          --data DIR             store directory, made where it is missing and for this user alone
                                 (POSMIRROR_DATA, else \(DefaultPaths.current.dataDirectory))
          --socket PATH          socket to listen at (POSMIRROR_SOCKET, else
                                 \(DefaultPaths.current.socket))
          --config FILE          settings as JSON; the command line comes first
          --alleaves-url URL     base URL of the POS (https://app.alleaves.com/api)
          --sync LEVEL           what a commit survives: always, grouped (default) or off
          --memory MIB           memory of the whole daemon (1024); 128 is the least that is kept
          --schedule MINUTES     bring every tenant up to date this often (30); off for never
          --customer-pages N     pages of 100 customers that a sync reads (30); the next goes on
          --log FORMAT           text (default) or json, on standard error
          --feed-dir DIR         read feeds from files of this directory and below (repeatable)
          --limit NAME=N         a limit of the configuration file's "limits" (repeatable)
          --single-tenant        take ALLEAVES_USERNAME, ALLEAVES_PASSWORD and ALLEAVES_PIN where
                                 the only tenant's location lacks them
          --help, --version

        The configuration file: {"data": DIR, "socket": PATH, "alleaves_url": URL, "sync": LEVEL,
        "memory_mib": N, "log": FORMAT, "schedule_minutes": N (0 is off), "customer_pages": N,
        "socket_mode": "0660",
        "principals": [{"uid": 1000, "role": "sync"}, {"gid": 50, "role": "reader"}],
        "feed_dirs": [DIR], "feed_plain_http": BOOL (feeds over http from other machines),
        "cron_secret": TEXT, "session_introspection": {"url": URL, "credentials": FILE},
        "indexes": [{"collection": "tenants/*/notes", "except": ["text"]}],
        "limits": {"connections": 10000, "connections_per_user": 5000,
        "connection_idle_seconds": 300, "calls_per_connection": 1024, "calls_waiting": 65536,
        "input_bytes_per_user": 268435456, "streams_per_user": 4096, "transactions_per_user": 512,
        "listeners": 10000, "listeners_per_user": 5000, "query_seconds": 120,
        "query_rows": 40000000, "query_bytes": 34359738368}}.
        A collection has an index on every field unless "except" names some that have none or
        "only" names all that have one.
        Roles: reader, sync, admin; the daemon's own user is admin unless a principal names it,
        everyone else reader.

        A scheduler outside sends the metadata "authorization: Bearer SECRET"; the secret is
        cron_secret, or CRON_SECRET of the environment, which comes first. Without one such calls
        are refused. A user's call carries "session: TOKEN", of posmirror session create, or one
        that session_introspection (RFC 7662) knows; its credentials file is {"client_id": ID,
        "client_secret": SECRET}.

        Once it serves, it writes "ready SOCKET" to standard output. SIGTERM or SIGINT drains and
        exits 0; a second one ends it at once. SIGHUP changes nothing.

        Exit codes: 0 stopped, 64 usage, 65 the data cannot be read, 69 the socket is in use or
        cannot be made, 71 system error, 73 the data directory cannot be made or holds other
        files, 75 another daemon has the data open.

        Examples:
          posmirrord
          posmirrord --data /tmp/mirror --alleaves-url http://127.0.0.1:8080/api
        """

    /// Parses the arguments, without the program's name; throws `usage`.
    static func parse(
        _ arguments: [String], environment: [String: String]
    ) throws(DaemonError) -> Invocation {
        var options: [String: String] = [:]
        var (feedDirectories, limits): ([String], [String]) = ([], [])
        var isSingleTenant = false
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            switch argument {
            case "--help", "-h": return .help
            case "--version": return .version
            case "--single-tenant": isSingleTenant = true
            default:
                let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
                guard let name = parts.first, known.contains(name) else {
                    throw DaemonError(.usage, "unknown option \(argument); see posmirrord --help")
                }
                guard let value = parts.count > 1 ? parts[1] : rest.popFirst() else {
                    throw DaemonError(.usage, "\(name) needs a value")
                }
                if name == "--feed-dir" { feedDirectories.append(value) }
                if name == "--limit" { limits.append(value) }
                options[name] = value
            }
        }
        var setup = try base(options)
        try apply(options, to: &setup)
        // Settings of the command line take precedence.
        try LimitsFile.apply(limits, to: &setup.daemon.limits)
        if !feedDirectories.isEmpty {
            setup.feeds.directories = []
            for path in feedDirectories {
                setup.feeds.directories.append(try feedDirectory(path))
            }
        }
        if let secret = environment["CRON_SECRET"], secret.contains(where: { !$0.isWhitespace }) {
            setup.daemon.cronSecret = CronSecret(secret)
        }
        if isSingleTenant {
            setup.singleTenant = try SingleTenant.credentials(environment)
        }
        return .serve(setup)
    }

    private static let known: Set<String> = [
        "--data", "--socket", "--config", "--alleaves-url", "--sync", "--memory", "--log",
        "--schedule", "--customer-pages", "--feed-dir", "--limit",
    ]

    private static func base(
        _ options: [String: String]
    ) throws(DaemonError) -> DaemonSetup {
        let file = try options["--config"].map { path throws(DaemonError) in
            try ConfigurationFile(path: path)
        }
        let data = options["--data"] ?? file?.data ?? DefaultPaths.current.dataDirectory
        let socket = options["--socket"] ?? file?.socket ?? DefaultPaths.current.socket
        var setup = DaemonSetup(DaemonConfiguration(dataDirectory: data, socketPath: socket))
        try file?.apply(to: &setup)
        return setup
    }

    private static func apply(
        _ options: [String: String], to setup: inout DaemonSetup
    ) throws(DaemonError) {
        if let url = options["--alleaves-url"] { setup.alleavesURL = url }
        if let level = options["--sync"] { setup.daemon.sync = try sync(level) }
        if let format = options["--log"] { setup.daemon.logFormat = try log(format) }
        if let memory = options["--memory"] { setup.daemon.memory = try self.memory(memory) }
        if let minutes = options["--schedule"] {
            setup.daemon.scheduleMinutes = try schedule(minutes == "off" ? "0" : minutes)
        }
        if let pages = options["--customer-pages"] {
            setup.daemon.customerPages = try customerPages(pages)
        }
        guard
            setup.alleavesURL.hasPrefix("http://")
                || setup.alleavesURL.hasPrefix("https://")
        else { throw DaemonError(.usage, "--alleaves-url must start with http:// or https://") }
        guard setup.daemon.socketPath.utf8.count <= Socket.pathBytesMax else {
            throw DaemonError(
                .usage, "the socket's path exceeds \(Socket.pathBytesMax) bytes")
        }
    }

    static func sync(_ text: String) throws(DaemonError) -> SyncLevel {
        guard let level = SyncLevel(rawValue: text) else {
            throw DaemonError(.usage, "--sync is always, grouped or off, not \(text)")
        }
        return level
    }

    static func log(_ text: String) throws(DaemonError) -> LogFormat {
        guard let format = LogFormat(rawValue: text) else {
            throw DaemonError(.usage, "--log is text or json, not \(text)")
        }
        return format
    }

    static func schedule(_ text: String) throws(DaemonError) -> Int64 {
        guard let minutes = Int64(text), (0...SyncLimits.scheduleMinutesMax).contains(minutes)
        else {
            throw DaemonError(
                .usage,
                "--schedule is off or 1 to \(SyncLimits.scheduleMinutesMax) minutes, not \(text)")
        }
        return minutes
    }

    static func customerPages(_ text: String) throws(DaemonError) -> Int {
        guard let pages = Int(text), (1...SyncLimits.customerPagesMax).contains(pages) else {
            throw DaemonError(
                .usage, "--customer-pages is 1 to \(SyncLimits.customerPagesMax), not \(text)")
        }
        return pages
    }

    /// A directory below which files may be read. Must be absolute, since a relative one would
    /// depend on where the daemon is started.
    static func feedDirectory(_ path: String) throws(DaemonError) -> String {
        guard path.hasPrefix("/") else {
            throw DaemonError(.usage, "--feed-dir is an absolute path, not \(path)")
        }
        return path
    }

    static func memory(_ text: String) throws(DaemonError) -> MemoryBudget {
        guard let mebibytes = Int(text), (16...1_048_576).contains(mebibytes) else {
            throw DaemonError(.usage, "--memory is 16 to 1048576 MiB, not \(text)")
        }
        return MemoryBudget(bytes: mebibytes << 20)
    }
}
