/// Suggests corrections of misspelt words.
enum Suggestion {
    /// `did you mean …?`; empty if no candidate is close.
    static func remedy(for word: String, among candidates: [String]) -> String {
        nearest(to: word, among: candidates).map { "did you mean \($0)?" } ?? ""
    }

    /// The closest candidate whose edit distance is at most a third of the word's length.
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

    /// The edit distance: insertions, deletions, substitutions and transpositions.
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
