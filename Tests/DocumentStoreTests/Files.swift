import Glibc
import TestSupport

struct FileError: Error {
    let path: String
    let code: Int32
}

func readFile(_ path: String) throws -> [UInt8] {
    let file = open(path, O_RDONLY)
    guard file >= 0 else { throw FileError(path: path, code: errno) }
    defer { close(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
        let count = read(file, &chunk, chunk.count)
        guard count >= 0 else { throw FileError(path: path, code: errno) }
        if count == 0 { return bytes }
        bytes += chunk[..<count]
    }
}

func writeFile(_ path: String, _ bytes: [UInt8]) throws {
    let file = open(path, O_CREAT | O_WRONLY | O_TRUNC, 0o600)
    guard file >= 0 else { throw FileError(path: path, code: errno) }
    defer { close(file) }
    guard bytes.isEmpty || write(file, bytes, bytes.count) == bytes.count else {
        throw FileError(path: path, code: errno)
    }
}

/// Copies the files of a flat directory, as a crash would leave them.
func copyDirectory(_ source: String, to target: String) throws {
    guard mkdir(target, 0o700) == 0 else { throw FileError(path: target, code: errno) }
    for name in names(in: source) where name != "LOCK" {
        do {
            try writeFile("\(target)/\(name)", readFile("\(source)/\(name)"))
        } catch let error as FileError where error.code == ENOENT {
            // An obsolete file that the engine has removed meanwhile.
            continue
        }
    }
}

/// The path of the largest file in `directory` whose name ends in `suffix`.
func largest(in directory: String, suffix: String) throws -> String {
    let files = try names(in: directory).filter { $0.hasSuffix(suffix) }
        .map { (path: "\(directory)/\($0)", count: try readFile("\(directory)/\($0)").count) }
    guard let largest = files.max(by: { $0.count < $1.count }) else {
        throw FileError(path: directory, code: ENOENT)
    }
    return largest.path
}
