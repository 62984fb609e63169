import StatusCodes

/// Why a listing that is read page by page ended before its end.
public enum ListingFailure: Error, Equatable, Sendable {
    /// The POS failed.
    case pos(POSError)
    /// Whoever takes the pages could not take one.
    case refused(Status)
}
