import Foundation

/// A process's memory in /proc (proc(5)).
enum ResidentMemory {
    /// VmRSS in megabytes (10^6); 0 if the process has ended.
    static func megabytes(pid: Int32) -> Double { field("VmRSS:", pid) }

    /// The peak of VmRSS.
    static func peakMegabytes(pid: Int32) -> Double { field("VmHWM:", pid) }

    /// Anonymous memory: without pages of programs and libraries.
    static func privateMegabytes(pid: Int32) -> Double { field("RssAnon:", pid) }

    private static func field(_ name: String, _ pid: Int32) -> Double {
        guard let data = FileManager.default.contents(atPath: "/proc/\(pid)/status") else {
            return 0
        }
        for line in String(decoding: data, as: UTF8.self).split(separator: "\n")
        where line.hasPrefix(name) {
            let kibibytes = line.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst()
            return Double(kibibytes.first ?? "0").map { $0 * 1024 / 1e6 } ?? 0
        }
        return 0
    }
}
