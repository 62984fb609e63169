import FirestoreModel
import MirrorTree
import PointOfSale
import StatusCodes

/// Doubts a listing in which a field that records had before is read in no record any more: a
/// member was renamed, or a column is blank. Nothing of it is taken until an admin says so, or,
/// where the records that had it may be gone, until the next run finds the same.
///
/// One for each listing of a run: what it doubted itself proves nothing to it.
struct ShapeCheck {
    /// What is made of a listing.
    enum Verdict {
        /// It is taken, with these warnings.
        case taken([String])
        case doubted(String)
    }

    private let context: SyncContext
    private let positions: SyncPositions
    private let location: String
    private let command: String
    private let before: StoredShape
    private let isKnown: Bool

    /// - Parameter document: what is kept of listings of this kind.
    init(
        _ context: SyncContext, _ document: IntegrationDocument, _ location: String
    ) throws(Status) {
        self.context = context
        self.location = location
        command = "posmirror sync \(context.part.rawValue) \(context.org) --accept-removals"
        positions = SyncPositions(context, document)
        let stored = try positions.read(location)
        isKnown = !stored.isEmpty
        before = StoredShape(stored)
    }

    /// Judges a listing and keeps what it had; nil is the shape of one that cannot be judged.
    func verdict(_ shape: ListingShape?) throws(Status) -> Verdict {
        guard let shape else { return .taken([]) }
        let lost = before.lost(in: shape)
        guard !lost.isEmpty else {
            try keep(shape)
            return .taken([])
        }
        let found = before.text(lost, now: shape)
        let isSeen = lost.contains { before.isSeen($0, in: shape) }
        let isConfirmed = shape.isWhole && !isSeen && before.doubted == lost
        if context.acceptsRemovals || isConfirmed {
            try keep(shape)
            let why = context.acceptsRemovals ? "an admin said so" : "the run before found the same"
            return .taken([
                "no record has any more what records had before, and it is taken so, as \(why):"
                    + " \(found)"
            ])
        }
        if shape.isWhole, before.doubted != lost {
            var doubted = before
            doubted.doubted = lost
            try positions.write(location, doubted.stored)
        }
        return .doubted(
            "no record has any more what records had before: \(found); nothing of it is taken. If"
                + " that is right"
                + (isSeen || !shape.isWhole
                    ? ": " : ", the next run takes it if it finds the same, or at once: ")
                + command)
    }

    private func keep(_ shape: ListingShape) throws(Status) {
        guard shape.isWhole else { return }
        var after = before
        after.take(shape)
        guard after != before || !isKnown else { return }
        try positions.write(location, after.stored)
    }
}
