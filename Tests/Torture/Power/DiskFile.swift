import Randomness

/// A regular file: what is on the disk for certain, and what was written since its last sync.
final class DiskFile {
    private enum Change {
        case write(UInt64, ArraySlice<UInt8>)
        case size(UInt64)
    }

    private var durable: [UInt8]
    private var pending: [(position: UInt64, change: Change)] = []

    init(_ durable: [UInt8] = []) { self.durable = durable }

    /// Whether anything of it is not on the disk for certain.
    var isUnsynced: Bool { !pending.isEmpty }

    func write(_ data: ArraySlice<UInt8>, at offset: UInt64, _ position: UInt64) {
        pending.append((position, .write(offset, data)))
    }

    func resize(_ bytes: UInt64, _ position: UInt64) { pending.append((position, .size(bytes))) }

    /// All that was written before `position` is on the disk.
    func sync(upTo position: UInt64) {
        let done = pending.prefix { $0.position < position }
        for (_, change) in done { Self.apply(change, to: &durable) }
        pending.removeFirst(done.count)
    }

    /// What a loss of power leaves: each block of `blockBytes` as it was at some time since the
    /// last sync, independently of all others, and so the size.
    func cut(blockBytes: Int, _ random: inout SeededRandom) -> [UInt8] {
        guard isUnsynced else { return durable }
        switch random.below(8) {
        case 0: return durable
        case 1: return state(after: pending.count)
        case 2, 3: return state(after: random.between(0, pending.count))
        default: return mixed(blockBytes, &random)
        }
    }

    private func state(after count: Int) -> [UInt8] {
        var content = durable
        for (_, change) in pending.prefix(count) { Self.apply(change, to: &content) }
        return content
    }

    private func mixed(_ blockBytes: Int, _ random: inout SeededRandom) -> [UInt8] {
        var states = [durable]
        var sizes = [durable.count]
        // Enough to choose from; between two of them a block is one or the other.
        let wanted = Set((0..<6).map { _ in random.between(1, pending.count) } + [pending.count])
        var content = durable
        for (index, entry) in pending.enumerated() {
            Self.apply(entry.change, to: &content)
            sizes.append(content.count)
            if wanted.contains(index + 1) { states.append(content) }
        }
        let size = sizes[random.below(sizes.count)]
        var result = [UInt8](repeating: 0, count: size)
        for start in stride(from: 0, to: size, by: blockBytes) {
            let state = states[random.below(states.count)]
            // Beyond the end of a state nothing was written: zeros.
            guard start < state.count else { continue }
            let end = min(start + blockBytes, size, state.count)
            result.replaceSubrange(start..<end, with: state[start..<end])
        }
        return result
    }

    private static func apply(_ change: Change, to content: inout [UInt8]) {
        switch change {
        case .size(let bytes): resize(&content, Int(bytes))
        case .write(let offset, let data):
            let (start, end) = (Int(offset), Int(offset) + data.count)
            if content.count < end { resize(&content, end) }
            content.replaceSubrange(start..<end, with: data)
        }
    }

    private static func resize(_ content: inout [UInt8], _ bytes: Int) {
        if content.count > bytes {
            content.removeLast(content.count - bytes)
        } else {
            content += [UInt8](repeating: 0, count: bytes - content.count)
        }
    }
}
