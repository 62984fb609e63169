import PointOfSale
import Synchronization

/// Remembers which family of calls an account supports.
///
/// In memory only: after a restart, one call that is certainly refused suffices to learn it again,
/// whereas a stored value could become wrong.
final class WriteFamilyCache: Sendable {
    private let families = Mutex<[WriteFamily.Subject: WriteFamily]>([:])

    subscript(subject: WriteFamily.Subject) -> WriteFamily? {
        get { families.withLock { $0[subject] } }
        set { families.withLock { $0[subject] = newValue } }
    }
}

extension AlleavesClient {
    /// The families in the order in which to try them: the supported one first.
    public func families(for subject: WriteFamily.Subject) -> [WriteFamily] {
        guard let known = writeFamilies[subject] else { return WriteFamily.allCases }
        return [known] + WriteFamily.allCases.filter { $0 != known }
    }

    /// Records that a family is supported.
    public func learn(_ family: WriteFamily, for subject: WriteFamily.Subject) {
        writeFamilies[subject] = family
    }
}
