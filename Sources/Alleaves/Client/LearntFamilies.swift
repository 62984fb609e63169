import PointOfSale
import Synchronization

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
