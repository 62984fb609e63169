import Glibc

/// Validates names of time zones by the machine's database.
enum TimeZoneName {
    private static let database = "/usr/share/zoneinfo"

    /// Throws unless `name` is a time zone. Without a database only the syntax is checked, and the
    /// daemon decides.
    static func validate(_ name: String) throws(CommandFailure) {
        let remedy = "write an IANA name such as America/New_York"
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        let isWellFormed =
            name.utf8.count <= 64 && parts.count <= 3
            && parts.allSatisfy { part in
                part.first?.isASCII == true && part.first?.isLetter == true
                    && part.utf8.allSatisfy(isNameByte)
            }
        guard isWellFormed else { throw .usage("\(name) is not a time zone", remedy: remedy) }
        guard isDirectory(database) else { return }
        guard isRegularFile("\(database)/\(name)") else {
            throw .usage("there is no time zone \(name)", remedy: remedy)
        }
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "+"),
            UInt8(ascii: "-"):
            true
        default: false
        }
    }

    private static func isDirectory(_ path: String) -> Bool { kind(path) == S_IFDIR }
    private static func isRegularFile(_ path: String) -> Bool { kind(path) == S_IFREG }

    private static func kind(_ path: String) -> mode_t? {
        var info = stat()
        return stat(path, &info) == 0 ? info.st_mode & S_IFMT : nil
    }
}
