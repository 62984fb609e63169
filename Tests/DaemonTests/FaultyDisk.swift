import Glibc
import LinuxSystem
import TestSupport

/// The disk of a daemon under test, which fails on command; see Tests/DiskFaults.
struct FaultyDisk {
    enum Fault: String, CaseIterable {
        case none, low, full, unseen, short, eio, sync, emfile
    }

    private let control: String

    /// What the daemon is started with.
    let environment: [String]

    init(_ directory: String, _ fault: Fault = .none) throws {
        control = "\(directory)/fault"
        environment = [
            "LD_PRELOAD=\(try ChildProcess.path(of: "libDiskFaults.so"))",
            "DISK_FAULTS_PATH=/data", "DISK_FAULTS_CONTROL=\(control)",
        ]
        try set(fault)
    }

    /// What every call fails with from now on.
    func set(_ fault: Fault) throws {
        try write(fault.rawValue, to: control + ".new")
        guard rename(control + ".new", control) == 0 else { throw TemporaryDirectoryError() }
    }
}
