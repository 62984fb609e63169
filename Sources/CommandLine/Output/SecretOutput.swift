import Glibc

/// Checks standard output before secrets are printed.
enum SecretOutput {
    /// Warns if it is a file that others can read, because the shell created it by its umask.
    static func warn(_ output: CommandOutput) {
        var info = stat()
        guard fstat(1, &info) == 0, info.st_mode & S_IFMT == S_IFREG, info.st_mode & 0o077 != 0
        else { return }
        output.note(
            "posmirror: other users can read the file that the output goes to; chmod 600 it, or"
                + " umask 077 first")
    }
}
