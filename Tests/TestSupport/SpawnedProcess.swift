import Glibc

/// A program that could not be started.
public struct SpawnError: Error, CustomStringConvertible {
    public let description: String
}

/// Starts a program as a child and returns its process id; whoever calls it waits for its end.
///
/// - Parameters:
///   - words: the program's path and its arguments.
///   - output: the descriptor that becomes its standard output.
///   - input: the file that it reads as standard input.
///   - error: the file to which its standard error is appended.
public func spawn(
    _ words: [String], environment: [String], output: Int32, input: String = "/dev/null",
    error: String
) throws -> pid_t {
    // A child that outlives a crashed test run must not hold what that run had open or locked.
    for name in names(in: "/proc/self/fd") {
        if let number = Int32(name), number > 2 { _ = fcntl(number, F_SETFD, FD_CLOEXEC) }
    }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, output, 1)
    posix_spawn_file_actions_addopen(&actions, 2, error, O_WRONLY | O_CREAT | O_APPEND, 0o600)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // What this process blocks or ignores is none of the child's business.
    var signals = sigset_t()
    sigemptyset(&signals)
    posix_spawnattr_setsigmask(&attributes, &signals)
    sigfillset(&signals)
    posix_spawnattr_setsigdefault(&attributes, &signals)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    var arguments = words.map { strdup($0) } + [nil]
    var variables = environment.map { strdup($0) } + [nil]
    defer { for word in arguments + variables { free(word) } }
    var pid: pid_t = 0
    let code = posix_spawn(&pid, words[0], &actions, &attributes, &arguments, &variables)
    guard code == 0 else {
        throw SpawnError(description: "\(words[0]) does not start: error \(code)")
    }
    return pid
}
