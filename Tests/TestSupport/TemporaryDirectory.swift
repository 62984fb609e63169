import Glibc

/// Calls `body` with a new directory below /tmp, which is removed afterwards.
public func withTemporaryDirectory(_ body: (String) throws -> Void) throws {
    let path = try makeDirectory()
    defer { removeTree(path) }
    try body(path)
}

/// A new directory below /tmp, which the caller removes.
public func makeDirectory() throws -> String {
    var template = Array("/tmp/pm-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw TemporaryDirectoryError() }
    return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

/// A test's file or directory could not be created.
public struct TemporaryDirectoryError: Error {
    public init() {}
}

/// The names in the directory `path`, without the two dots.
public func names(in path: String) -> [String] {
    guard let directory = opendir(path) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
            $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if name != ".", name != ".." { names.append(name) }
    }
    return names
}

/// Removes a directory recursively; ignores errors.
public func removeTree(_ path: String) {
    for name in names(in: path) { removeTree("\(path)/\(name)") }
    _ = remove(path)
}

/// The file's contents as text; empty if it does not exist.
public func contents(of path: String) -> String {
    String(decoding: bytes(of: path), as: UTF8.self)
}

/// The file's contents; empty if it does not exist.
public func bytes(of path: String) -> [UInt8] {
    guard let file = fopen(path, "r") else { return [] }
    defer { fclose(file) }
    var all: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 64 * 1024)
    while true {
        let count = fread(&buffer, 1, buffer.count, file)
        guard count > 0 else { return all }
        all += buffer[..<count]
    }
}

/// Makes `bytes` the contents of the file at `path`.
public func writeBytes(_ bytes: [UInt8], to path: String) throws {
    guard let file = fopen(path, "w") else { throw TemporaryDirectoryError() }
    defer { fclose(file) }
    guard fwrite(bytes, 1, bytes.count, file) == bytes.count else {
        throw TemporaryDirectoryError()
    }
}

/// Creates or replaces a file.
public func write(_ text: String, to path: String) throws {
    guard let file = fopen(path, "w") else { throw TemporaryDirectoryError() }
    defer { fclose(file) }
    guard fputs(text, file) >= 0 else { throw TemporaryDirectoryError() }
}
