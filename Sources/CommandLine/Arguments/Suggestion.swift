/// Finds what somebody meant to type.
enum Suggestion {
    /// `did you mean …?`, or nothing where no candidate is near.
    static func remedy(for word: String, among candidates: [String]) -> String {
        nearest(to: word, among: candidates).map { "did you mean \($0)?" } ?? ""
    }

    /// The nearest candidate that takes at most a third of the word's letters to reach.
    static func nearest(to word: String, among candidates: [String]) -> String? {
        let letters = Array(word.lowercased().unicodeScalars.prefix(64))
        let allowed = max(1, letters.count / 3)
        var best: (word: String, distance: Int)?
        for candidate in candidates {
            let distance = distance(letters, Array(candidate.unicodeScalars))
            if distance < best?.distance ?? Int.max { best = (candidate, distance) }
        }
        if let best, best.distance <= allowed { return best.word }
        let extended = candidates.filter { $0.hasPrefix(word) && !word.isEmpty }
        return extended.count == 1 ? extended[0] : nil
    }

    /// Insertions, deletions, substitutions and swaps of neighbours between the two.
    static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
        var beforeLast = [Int](repeating: 0, count: right.count + 1)
        var last = Array(0...right.count)
        for (row, scalar) in left.enumerated() {
            var current = [row + 1]
            for (column, other) in right.enumerated() {
                let substituted = last[column] + (scalar == other ? 0 : 1)
                var cost = min(last[column + 1] + 1, current[column] + 1, substituted)
                if row > 0, column > 0, scalar == right[column - 1], left[row - 1] == other {
                    cost = min(cost, beforeLast[column - 1] + 1)
                }
                current.append(cost)
            }
            (beforeLast, last) = (last, current)
        }
        return last[right.count]
    }
}
