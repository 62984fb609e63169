/// Decodes ``HuffmanCode`` four bits at a time: no code is shorter than five, so that four bits end
/// one symbol at most.
enum HuffmanDecoder {
    /// What four bits do in a state.
    private struct Step {
        var state: UInt8
        var symbol: UInt8
        var flags: UInt8
    }

    private static let emits: UInt8 = 1
    private static let fails: UInt8 = 2
    /// The text may end here: what follows the last symbol is the beginning of EOS, and shorter
    /// than a byte.
    private static let accepts: UInt8 = 4

    /// Sixteen for each inner node of the tree of codes; 256 nodes, of which the first is the root.
    private static let steps: [Step] = {
        let nodes = tree()
        let endings = acceptedNodes(nodes)
        var steps: [Step] = []
        for node in nodes.indices {
            for bits in 0..<16 { steps.append(step(nodes, endings, node, bits)) }
        }
        return steps
    }()

    /// Appends the decoded text to the field that is being written.
    static func decode(
        _ bytes: UnsafeRawBufferPointer, into fields: inout FieldBlock
    ) throws(HPACKFault) {
        let isWhole = steps.withUnsafeBufferPointer { steps in
            var last = Step(state: 0, symbol: 0, flags: accepts)
            for byte in bytes {
                last = steps[Int(last.state) &* 16 &+ Int(byte >> 4)]
                if last.flags & fails != 0 { return false }
                if last.flags & emits != 0 { fields.write(last.symbol) }
                last = steps[Int(last.state) &* 16 &+ Int(byte & 15)]
                if last.flags & fails != 0 { return false }
                if last.flags & emits != 0 { fields.write(last.symbol) }
            }
            return last.flags & accepts != 0
        }
        guard isWhole else { throw .huffman }
    }

    // MARK: The tables

    /// Two children: an inner node's number, or -1 - symbol.
    private typealias Node = [Int]

    private static func tree() -> [Node] {
        var nodes: [Node] = [[0, 0]]
        for (symbol, code) in HuffmanCode.codes.enumerated() {
            let length = Int(HuffmanCode.lengths[symbol])
            var node = 0
            for place in (0..<length).reversed() {
                let bit = Int(code >> UInt32(place) & 1)
                if place == 0 {
                    nodes[node][bit] = -1 - symbol
                } else {
                    if nodes[node][bit] == 0 {
                        nodes.append([0, 0])
                        nodes[node][bit] = nodes.count - 1
                    }
                    node = nodes[node][bit]
                }
            }
        }
        precondition(nodes.count == 256, "257 leaves have 256 inner nodes above them")
        return nodes
    }

    /// The root, and the nodes that up to seven ones lead to.
    private static func acceptedNodes(_ nodes: [Node]) -> Set<Int> {
        var (accepted, node): (Set<Int>, Int) = ([0], 0)
        for _ in 0..<7 {
            node = nodes[node][1]
            accepted.insert(node)
        }
        return accepted
    }

    private static func step(
        _ nodes: [Node], _ endings: Set<Int>, _ start: Int, _ bits: Int
    ) -> Step {
        var step = Step(state: 0, symbol: 0, flags: 0)
        var node = start
        for place in (0..<4).reversed() {
            let next = nodes[node][bits >> place & 1]
            if next >= 0 {
                node = next
                continue
            }
            let symbol = -1 - next
            guard symbol != HuffmanCode.endOfString else {
                return Step(state: 0, symbol: 0, flags: fails)
            }
            step.symbol = UInt8(symbol)
            step.flags |= emits
            node = 0
        }
        step.state = UInt8(node)
        if endings.contains(node) { step.flags |= accepts }
        return step
    }
}
