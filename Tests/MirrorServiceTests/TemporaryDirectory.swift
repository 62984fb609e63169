import Glibc

/// A new directory under /tmp, removed with everything in it after `body`.
func withTemporaryDirectory(_ body: (String) throws -> Void) throws {
    let path = try makeDirectory()
    defer { removeTree(path) }
    try body(path)
}

/// A new directory under /tmp that the caller removes.
func makeDirectory() throws -> String {
    var template = Array("/tmp/pm-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw TemporaryDirectoryError() }
    return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

struct TemporaryDirectoryError: Error {}

/// The names in the directory `path`, without the two dots.
func names(in path: String) -> [String] {
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

func removeTree(_ path: String) {
    for name in names(in: path) { removeTree("\(path)/\(name)") }
    _ = remove(path)
}
