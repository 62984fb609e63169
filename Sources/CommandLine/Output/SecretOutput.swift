import Glibc

/// Standard output that is about to take secrets.
enum SecretOutput {
    /// Warns where it is a file that others can read: the shell made it, by its own umask.
    static func warn(_ output: CommandOutput) {
        var info = stat()
        guard fstat(1, &info) == 0, info.st_mode & S_IFMT == S_IFREG, info.st_mode & 0o077 != 0
        else { return }
        output.note(
            "posmirror: other users can read the file that the output goes to; chmod 600 it, or"
                + " umask 077 first")
    }
}
