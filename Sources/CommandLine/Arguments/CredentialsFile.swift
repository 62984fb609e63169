import Glibc

/// Reads the file of `location put --credentials`.
enum CredentialsFile {
    /// The bytes of `path`, or of standard input for `-`. Warns of a file that others can read.
    static func read(_ path: String, _ output: CommandOutput) throws(CommandFailure) -> [UInt8] {
        let file = try InputFile(path, expecting: "the JSON of the account", output)
        var info = stat()
        if path != "-", fstat(file.descriptor.rawValue, &info) == 0, info.st_mode & 0o077 != 0 {
            output.note("posmirror: other users can read \(path); chmod 600 it")
        }
        return try file.readAll(bytesMax: CommandLineLimits.credentialsBytesMax)
    }
}
