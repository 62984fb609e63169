import Glibc
import Randomness
import TestSupport

/// The disk and the boots of a machine whose power fails: everything below one directory, in which
/// daemons work that have the library of Tests/DiskFaults before their C library.
struct MachineDisk {
    let path: String
    private let journal: String
    private let boot: String
    private let shim: String
    private var boots = 0
    private var state: DurableDisk

    /// Makes the directory `path`; other files of the machine lie in `aside`.
    init(_ path: String, aside: String, shim: String) throws {
        (self.path, self.shim) = (path, shim)
        journal = "\(aside)/journal"
        boot = "\(aside)/boot"
        mkdir(path, 0o700)
        state = DurableDisk(path)
        try write("00000000-0000-0001\n", to: boot)
    }

    /// What a program on this machine is started with.
    var environment: [String] {
        [
            "LD_PRELOAD=\(shim)", "DISK_FAULTS_PATH=\(path)", "DISK_FAULTS_JOURNAL=\(journal)",
            "DISK_FAULTS_BOOT=\(boot)",
        ]
    }

    /// All that was done comes to lie on the disk. REQUIRES: no program works in it any more.
    mutating func settle() {
        unlink(journal)
        state = DurableDisk(path)
    }

    /// Cuts the power and starts the machine anew. REQUIRES: no program works in it any more.
    ///
    /// - Parameter honest: the share of what was done, in percent, after which the disk only says
    ///   that it syncs.
    mutating func losePower(_ random: inout SeededRandom, honest: Int = 100) throws {
        let changes = try DiskJournal.changes(journal)
        let end = changes.count * honest / 100
        for (index, change) in changes.enumerated() { state.follow(change, lies: index >= end) }
        try state.cut(&random)
        settle()
        boots += 1
        let number = String(boots + 1, radix: 16)
        let digits = String(repeating: "0", count: 4 - number.count) + number
        try write("00000000-0000-\(digits)\n", to: boot)
    }
}
