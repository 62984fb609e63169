import StatusCodes

/// Whether a store takes writes; reads go on in every case.
public enum StoreCondition: Equatable, Sendable {
    case writable
    /// The disk's reserve is reached. Writes resume by themselves when there is space.
    case full(Status)
    /// Opened for reading, and why. Writes need another opening; `isCauseGone` says whether it may
    /// succeed.
    case reading(Status, isCauseGone: Bool)
    /// A write failed, and no other is tried: what was not acknowledged is decided when the store
    /// is opened by another process.
    case failed(Status)
    /// The engine met damage while it wrote, as in a compaction. Another process would meet it too,
    /// so none is tried: a repair takes what can be read.
    case damaged(Status)

    /// Why writes are refused; nil if they are not.
    public var refusal: Status? {
        switch self {
        case .writable: nil
        case .full(let refusal), .reading(let refusal, _), .failed(let refusal),
            .damaged(let refusal):
            refusal
        }
    }
}
