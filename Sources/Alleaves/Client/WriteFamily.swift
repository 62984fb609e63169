import Synchronization

import PointOfSale

/// The two families of calls by which orders and customers are created (Protocol/alleaves.md,
/// Writes).
public enum WriteFamily: String, Sendable, CaseIterable {
    /// `/order`, `/order/{id}/item` and `/customer`, as every public client has them.
    case native
    /// `/locations/{id}/orders` and `/locations/{id}/customers`.
    case located

    /// What is created.
    public enum Subject: Sendable {
        case order, customer
    }
}

extension POSError {
    /// The POS has no such call: it answered 404 or 405, so certainly nothing was done. A 404 may
    /// mean what the call names as well; the other family's answer tells.
    public var isMissingCall: Bool { isUntouched && (status == 404 || status == 405) }
}

/// Which family an account answers, learnt from what it refuses.
///
/// Kept in memory only: after a start, one call that is certainly refused teaches it again, while a
/// note on disk could outlive what the POS does.
final class LearntFamilies: Sendable {
    private let families = Mutex<[WriteFamily.Subject: WriteFamily]>([:])

    subscript(subject: WriteFamily.Subject) -> WriteFamily? {
        get { families.withLock { $0[subject] } }
        set { families.withLock { $0[subject] = newValue } }
    }
}

extension AlleavesClient {
    /// The families in the order in which to try them: first the one that is known to be answered.
    public func families(for subject: WriteFamily.Subject) -> [WriteFamily] {
        guard let known = writeFamilies[subject] else { return WriteFamily.allCases }
        return [known] + WriteFamily.allCases.filter { $0 != known }
    }

    /// Takes note of a family that has answered.
    public func learn(_ family: WriteFamily, for subject: WriteFamily.Subject) {
        writeFamilies[subject] = family
    }
}
