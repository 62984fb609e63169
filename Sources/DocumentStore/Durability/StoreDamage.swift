import RocksStore
import StatusCodes

/// Why a store is not opened: what is wrong with which file, and how to go on.
package struct StoreDamage: Equatable, Sendable {
    /// The file's name in the data directory.
    package let file: String
    /// Bytes from its beginning, where one place of it is damaged.
    package var offset: UInt64?
    package let words: String
    /// The newest commit that the store can be opened at; nil where its logs do not say.
    package var commit: UInt64?
    /// How many acknowledged commits are lost by that, at most.
    package var lost: UInt64 = 0
    /// The command that may mend it; nil for none.
    var command: String?
    /// False where what was acknowledged is not known any more.
    package var isLossKnown = true

    package init(file: String, offset: UInt64? = nil, words: String) {
        self.file = file
        self.offset = offset
        self.words = words
    }

    /// The refusal to open `directory`.
    package func status(_ directory: String) -> Status {
        let place = offset.map { "\(file), byte \($0)" } ?? file
        return Status(.corruption, place, "\(words); \(advice(directory))")
    }

    private func advice(_ directory: String) -> String {
        guard let commit else {
            let mends = command.map { "\($0), or " } ?? ""
            return "nothing was changed; \(mends)restore a backup into another directory"
        }
        let loss =
            !isLossKnown
            ? "what was acknowledged after it, if anything"
            : lost == 0 ? "no acknowledged commit" : "at most \(lost) acknowledged commits"
        return "the store can be opened at commit \(commit), which loses \(loss):"
            + " posmirror recover --data \(directory) --to \(commit)"
    }
}
