import Glibc
import Randomness
import TestSupport

/// A directory tree by what of it is on the disk for certain, followed through a journal: contents
/// since the last sync of each file, names since the last sync of each directory.
final class DurableDisk {
    final class Directory {
        /// The names as programs see them.
        var names: [String: Node] = [:]
        /// Those that are on the disk for certain.
        var durable: [String: Node] = [:]
    }

    enum Node {
        case file(DiskFile)
        case directory(Directory)
    }

    /// A change of names that is there whole or not at all.
    private struct Renaming {
        let position: UInt64
        let parts: [(directory: Directory, name: String, node: Node?)]

        func touches(_ other: Renaming) -> Bool {
            parts.contains { part in
                other.parts.contains { $0.directory === part.directory && $0.name == part.name }
            }
        }

        func isIn(_ directory: Directory) -> Bool {
            parts.contains { $0.directory === directory }
        }

        func apply() {
            for part in parts { part.directory.durable[part.name] = part.node }
        }
    }

    private let path: String
    private let root = Directory()
    private var byInode: [UInt64: Node] = [:]
    private var pending: [Renaming] = []

    /// The tree at `path`, all of it on the disk.
    init(_ path: String) {
        self.path = path
        byInode[Self.inode(path)] = .directory(root)
        load(root, path)
    }

    private func load(_ directory: Directory, _ path: String) {
        for name in TestSupport.names(in: path) {
            var info = stat()
            guard lstat("\(path)/\(name)", &info) == 0 else { continue }
            let node: Node
            if let known = byInode[UInt64(info.st_ino)] {
                node = known
            } else if info.st_mode & S_IFMT == S_IFDIR {
                let made = Directory()
                node = .directory(made)
                load(made, "\(path)/\(name)")
            } else {
                node = .file(DiskFile(bytes(of: "\(path)/\(name)")))
            }
            byInode[UInt64(info.st_ino)] = node
            directory.names[name] = node
            directory.durable[name] = node
        }
    }

    static func inode(_ path: String) -> UInt64 {
        var info = stat()
        return lstat(path, &info) == 0 ? UInt64(info.st_ino) : 0
    }

    // MARK: - Following

    /// Follows `change`. A disk that `lies` says that it has synced, and has not.
    func follow(_ change: DiskChange, lies: Bool = false) {
        switch change.kind {
        case .write:
            file(change)?.write(change.data, at: change.offset, change.position)
        case .size: file(change)?.resize(change.offset, change.position)
        case .sync: if !lies { sync(change) }
        case .create: make(.file(DiskFile()), change)
        case .directory: make(.directory(Directory()), change)
        case .remove: name([(change.path, nil)], change)
        case .rename:
            guard let moved = node(change.path) else { return }
            name([(change.path, nil), (change.other, moved)], change)
        case .link:
            guard let linked = node(change.path) else { return }
            name([(change.other, linked)], change)
        case .exchange:
            let (first, second) = (node(change.path), node(change.other))
            name([(change.path, second), (change.other, first)], change)
        }
    }

    private func file(_ change: DiskChange) -> DiskFile? {
        guard case .file(let file)? = byInode[change.inode] else { return nil }
        return file
    }

    private func make(_ node: Node, _ change: DiskChange) {
        byInode[change.inode] = node
        name([(change.path, node)], change)
    }

    private func name(_ parts: [(path: String, node: Node?)], _ change: DiskChange) {
        let found = parts.compactMap { part in
            place(part.path).map { (directory: $0.directory, name: $0.name, node: part.node) }
        }
        for part in found { part.directory.names[part.name] = part.node }
        pending.append(Renaming(position: change.position, parts: found))
    }

    private func sync(_ change: DiskChange) {
        switch byInode[change.inode] {
        case .file(let file)?: file.sync(upTo: change.offset)
        case .directory(let directory)?:
            var left: [Renaming] = []
            // Those before, of the same names, come first, wherever they are.
            for index in pending.indices {
                let renaming = pending[index]
                let isMeant = needs(index, directory, change.offset)
                if isMeant { renaming.apply() } else { left.append(renaming) }
            }
            pending = left
        case nil: break
        }
    }

    private func needs(_ index: Int, _ directory: Directory, _ position: UInt64) -> Bool {
        let renaming = pending[index]
        guard renaming.position < position else { return false }
        if renaming.isIn(directory) { return true }
        return pending[(index + 1)...].contains {
            $0.position < position && $0.isIn(directory) && $0.touches(renaming)
        }
    }

    private func node(_ path: String) -> Node? {
        place(path).flatMap { $0.directory.names[$0.name] }
    }

    /// The directory and the name in it that `path` leads to.
    private func place(_ path: String) -> (directory: Directory, name: String)? {
        guard path.hasPrefix(self.path + "/") else { return nil }
        var names = path.dropFirst(self.path.count).split(separator: "/").map(String.init)
        names.removeAll { $0 == "." }
        guard let last = names.popLast() else { return nil }
        var directory = root
        for name in names {
            guard case .directory(let next)? = directory.names[name] else { return nil }
            directory = next
        }
        return (directory, last)
    }

    // MARK: - Power

    /// The power is lost: makes the tree at its path what is left then. Names that were not synced
    /// are there or not, each change of them independently but for those of the same name before.
    func cut(_ random: inout SeededRandom) throws {
        let blockBytes = random.chance(1, of: 2) ? 512 : 4096
        let keeps = [0, 100, 50, 80][random.below(4)]
        var dropped: [Renaming] = []
        for renaming in pending {
            let isKept = random.below(100) < keeps && !dropped.contains { $0.touches(renaming) }
            if isKept { renaming.apply() } else { dropped.append(renaming) }
        }
        removeTree(path)
        var written: [ObjectIdentifier: String] = [:]
        try write(root, path, blockBytes, &random, &written)
    }

    private func write(
        _ directory: Directory, _ path: String, _ blockBytes: Int, _ random: inout SeededRandom,
        _ written: inout [ObjectIdentifier: String]
    ) throws {
        mkdir(path, 0o700)
        for (name, node) in directory.durable.sorted(by: { $0.key < $1.key }) {
            let target = "\(path)/\(name)"
            switch node {
            case .directory(let next): try write(next, target, blockBytes, &random, &written)
            case .file(let file):
                if let first = written[ObjectIdentifier(file)] {
                    Glibc.link(first, target)
                } else {
                    try Torture.write(file.cut(blockBytes: blockBytes, &random), to: target)
                    chmod(target, 0o600)
                    written[ObjectIdentifier(file)] = target
                }
            }
        }
    }
}
