import LinuxSystem
import StatusCodes
import TTRPC

/// What a caller may do; each role includes those before it (Protocol/README.md, Access).
public enum Role: Int, Sendable, Comparable, CaseIterable {
    /// Menus, metadata and public documents.
    case reader = 0
    /// Triggers of synchronisations.
    case sync = 1
    /// Documents, locations, backup.
    case admin = 2

    public static func < (left: Role, right: Role) -> Bool { left.rawValue < right.rawValue }

    /// reader, sync or admin.
    public var name: String { "\(self)" }

    /// The role called `name`.
    public static func named(_ name: String) -> Role? {
        allCases.first { $0.name == name }
    }
}

/// Gives a role to a user or group of the machine.
public struct PrincipalRule: Sendable, Equatable {
    public var uid: UInt32?
    public var gid: UInt32?
    public var role: Role

    public init(uid: UInt32? = nil, gid: UInt32? = nil, role: Role) {
        self.uid = uid
        self.gid = gid
        self.role = role
    }
}

/// Maps a peer's credentials from the kernel (unix(7), SO_PEERCRED) to a role.
public struct PeerRoles: Sendable {
    private let ownUID: UInt32
    private let rules: [PrincipalRule]

    public init(ownUID: UInt32, rules: [PrincipalRule]) {
        self.ownUID = ownUID
        self.rules = rules
    }

    /// The daemon's own user is admin unless a rule names it; others get the highest role that a
    /// rule gives them, and reader where none does.
    public func role(_ peer: PeerCredentials) -> Role {
        if peer.uid == ownUID, !rules.contains(where: { $0.uid == ownUID }) { return .admin }
        return rules.filter { $0.uid == peer.uid || $0.gid == peer.gid }.map(\.role).max()
            ?? .reader
    }

    /// Throws PERMISSION_DENIED unless the peer has at least `role`.
    package func require(_ role: Role, _ peer: PeerCredentials) throws(Status) {
        guard self.role(peer) >= role else {
            throw Status(
                .permissionDenied,
                "needs role \(role.name); user \(peer.uid) has \(self.role(peer).name)")
        }
    }
}
