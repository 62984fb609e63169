import Glibc
import Randomness
import TestSupport
import Testing

@testable import Torture

/// What a loss of power may leave of a few changes, over many seeds: all that is allowed comes
/// about, and nothing else.
@Suite struct DurableDiskTests {
    private static func change(
        _ kind: DiskChange.Kind, _ position: UInt64, _ path: String = "", _ other: String = "",
        inode: UInt64 = 0, offset: UInt64 = 0, _ data: [UInt8] = []
    ) -> DiskChange {
        DiskChange(
            kind: kind, position: position, path: path, other: other, inode: inode, offset: offset,
            data: data[...])
    }

    /// The trees that are left, each as its sorted names and texts.
    private func outcomes(_ changes: (String) -> [DiskChange], lies: Bool = false) throws
        -> Set<String>
    {
        var found: Set<String> = []
        try withTemporaryDirectory { directory in
            for seed in Seeds.of(UInt64(1)...150) {
                let path = "\(directory)/disk\(seed)"
                mkdir(path, 0o700)
                let disk = DurableDisk(path)
                for change in changes(path) { disk.follow(change, lies: lies) }
                var random = SeededRandom(seed: seed)
                try disk.cut(&random)
                let tree = names(in: path).sorted().map { "\($0)=\(contents(of: "\(path)/\($0)"))" }
                found.insert(tree.joined(separator: " "))
            }
        }
        return found
    }

    private func made(_ path: String) -> [DiskChange] {
        [
            Self.change(.create, 0, "\(path)/a", inode: 1 << 40),
            Self.change(.write, 10, inode: 1 << 40, offset: 0, Array("old".utf8)),
        ]
    }

    private func root(_ path: String) -> UInt64 { DurableDisk.inode(path) }

    @Test func whatWasNotSyncedMayBeThereOrNot() throws {
        let found = try outcomes { made($0) }
        #expect(found.isSuperset(of: ["", "a=", "a=old"]))
        #expect(found.subtracting(["", "a=", "a=old", "a=\0\0\0"]).isEmpty, "\(found)")
    }

    @Test func aNameIsSyncedByItsDirectoryAndContentsByTheFile() throws {
        let both = try outcomes { path in
            made(path) + [
                Self.change(.sync, 20, inode: 1 << 40, offset: 20),
                Self.change(.sync, 30, inode: root(path), offset: 30),
            ]
        }
        #expect(both == ["a=old"])
        let contents = try outcomes { path in
            made(path) + [Self.change(.sync, 20, inode: 1 << 40, offset: 20)]
        }
        #expect(contents == ["", "a=old"])
    }

    @Test func aRenameIsWholeAndUndoneWithoutASync() throws {
        let found = try outcomes { path in
            made(path) + [
                Self.change(.sync, 20, inode: 1 << 40, offset: 20),
                Self.change(.sync, 30, inode: root(path), offset: 30),
                Self.change(.create, 40, "\(path)/b", inode: 1 << 41),
                Self.change(.write, 50, inode: 1 << 41, offset: 0, Array("new".utf8)),
                Self.change(.sync, 60, inode: 1 << 41, offset: 60),
                Self.change(.rename, 70, "\(path)/b", "\(path)/a"),
            ]
        }
        #expect(found == ["a=old", "a=old b=new", "a=new"])
    }

    @Test func whatWasWrittenBesideASyncIsNotCovered() throws {
        let found = try outcomes { path in
            made(path) + [
                Self.change(.sync, 20, inode: root(path), offset: 20),
                Self.change(.write, 30, inode: 1 << 40, offset: 0, Array("new".utf8)),
                Self.change(.sync, 40, inode: 1 << 40, offset: 30),
            ]
        }
        #expect(found == ["a=old", "a=new"])
    }

    @Test func aDiskThatLiesKeepsNothingForCertain() throws {
        let found = try outcomes(
            { path in
                made(path) + [
                    Self.change(.sync, 20, inode: 1 << 40, offset: 20),
                    Self.change(.sync, 30, inode: root(path), offset: 30),
                ]
            }, lies: true)
        #expect(found.contains("") && found.contains("a=old"))
    }
}
