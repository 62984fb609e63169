import Glibc

/// The current directory of this process.
enum WorkingDirectory {
    /// An absolute path; nil if the directory was removed.
    static var current: String? {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        guard getcwd(&buffer, buffer.count) != nil else { return nil }
        let length = buffer.firstIndex(of: 0) ?? buffer.count
        let bytes = buffer[..<length].map { UInt8(bitPattern: $0) }
        return String(validating: bytes, as: UTF8.self)
    }
}
