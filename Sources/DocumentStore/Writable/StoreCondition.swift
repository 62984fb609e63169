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

    /// Why writes are refused; nil if they are not.
    public var refusal: Status? {
        switch self {
        case .writable: nil
        case .full(let refusal), .reading(let refusal, _), .failed(let refusal): refusal
        }
    }
}
