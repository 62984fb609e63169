import PointOfSale
import StatusCodes

/// The failures of runs. Their sentences tell what to do and contain no secret and no personal
/// data.
extension Status {
    private static let noLocationReason = "noLocation"

    /// No location has this tenant, whose name may be invented.
    static func noLocation(of org: String) -> Status {
        Status(
            .notFound, context: "",
            cause: "No location found for \(org): posmirror location put ID --org \(org)"
                + " --credentials FILE", reason: noLocationReason)
    }

    /// Whether it is the failure of ``noLocation(of:)``.
    var isNoLocation: Bool { reason == Self.noLocationReason }

    /// The mirror could not be read or written.
    ///
    /// - Parameter context: what was not done, as a sentence that the cause ends.
    init(_ context: String, _ cause: any Error) {
        // What is not the store's own refusal is a document that does not decode.
        let code = (cause as? Status)?.code ?? .dataLoss
        self.init(code, context: context, cause: "\(cause)")
    }

    /// The POS has more than the mirror holds.
    static func tooLarge(_ error: InventoryTooLarge) -> Status {
        Status(
            .resourceExhausted, context: "The inventory is larger than this mirror holds",
            cause: error.description)
    }

    /// Combines several failures; the code is the one that prevents a retry.
    init(_ failures: [Status]) {
        precondition(!failures.isEmpty, "a failure of nothing")
        let codes = failures.map(\.code)
        let first = [StatusCode.cancelled, .deadlineExceeded, .unavailable].first {
            codes.contains($0)
        }
        self.init(first ?? codes[0], failures.map(\.message).joined(separator: "; "))
    }
}
