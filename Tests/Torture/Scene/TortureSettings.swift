import Glibc
import TestSupport

/// What all trials of a run share.
public struct TortureSettings: Sendable {
    /// The path of posmirrord.
    public var daemon: String
    /// Where trials have their directories; nil for memory (/dev/shm) where there is some.
    public var directory: String?
    /// A directory that keeps the data of trials with finds.
    public var keep: String?

    public init(daemon: String) { self.daemon = daemon }

    /// A new directory for one trial. Short, since a socket's path may have 107 bytes.
    func makeDirectory() throws -> String {
        let base = directory ?? (access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp")
        var template = Array("\(base)/pt-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw TemporaryDirectoryError() }
        return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
