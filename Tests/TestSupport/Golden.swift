import Glibc
import Testing

/// Compares text with a golden file below `Tests/Golden`.
///
/// After an intended change, `POSMIRROR_RENEW=1 swift test --filter NAME` rewrites the file. The
/// test fails in that run, so that a renewing run cannot pass for a comparing one.
public enum Golden {
    /// The environment variable that rewrites the files instead of comparing.
    public static let variable = "POSMIRROR_RENEW"

    /// Expects that `Tests/Golden/NAME` holds exactly `text`.
    public static func expect(
        _ text: String, is name: String, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let file = "\(folder)/\(name)"
        if getenv(variable).map({ String(cString: $0) }) == "1" {
            makeFolders(of: file)
            do { try write(text, to: file) } catch { return fail("cannot be written: \(error)") }
            return fail("renewed; look at the difference, then run without \(variable)")
        }
        let known = contents(of: file)
        guard known != text else { return }
        fail(known.isEmpty ? "there is no such file; \(variable)=1 makes it" : change(known, text))

        func fail(_ what: String) {
            Issue.record("Tests/Golden/\(name): \(what)", sourceLocation: sourceLocation)
        }
    }

    /// The first line that differs, in both versions.
    static func change(_ known: String, _ text: String) -> String {
        let (old, new) = (lines(known), lines(text))
        let same = zip(old, new).prefix { $0 == $1 }.count
        let was = same < old.count ? old[same] : "(end)"
        let now = same < new.count ? new[same] : "(end)"
        return "line \(same + 1) was\n  \(was)\nand is\n  \(now)\n"
            + "if that is meant: \(variable)=1 swift test --filter NAME"
    }

    private static func makeFolders(of file: String) {
        var path = ""
        for name in file.split(separator: "/").dropLast() {
            path += "/" + name
            _ = mkdir(path, 0o777)
        }
    }

    private static func lines(_ text: String) -> [Substring] {
        text.split(separator: "\n", omittingEmptySubsequences: false)
    }

    /// Outside of all targets, which would take the files for sources.
    private static let folder: String = {
        let support = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(2)
        return support.joined(separator: "/") + "/Golden"
    }()
}
