import Glibc

/// A program or library that was built with this one.
public enum BuiltProgram {
    /// Its path; nil where there is none beside this program or the test bundle that it runs.
    public static func path(_ name: String) -> String? {
        var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let count = buffer.withUnsafeMutableBytes { bytes in
            bytes.withMemoryRebound(to: CChar.self) {
                readlink("/proc/self/exe", $0.baseAddress!, $0.count)
            }
        }
        let own = String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
        for file in [own] + CommandLine.arguments where file.contains("/") {
            let directory = file.split(separator: "/", omittingEmptySubsequences: false).dropLast()
            let path = (directory + [Substring(name)]).joined(separator: "/")
            if access(path, R_OK) == 0 { return path }
        }
        return nil
    }
}
