import MirrorMessages

/// Which credentials open a method.
extension MethodAccess {
    /// The role that makes credentials unnecessary.
    package var role: Role {
        switch self {
        case .everybody: .reader
        case .trigger, .triggerAll, .relay: .sync
        case .unspecified, .admin, .manage: .admin
        }
    }

    var acceptsCronSecret: Bool {
        switch self {
        case .trigger, .triggerAll, .relay: true
        case .unspecified, .everybody, .admin, .manage: false
        }
    }

    var acceptsSessions: Bool {
        switch self {
        case .trigger, .triggerAll, .manage: true
        case .unspecified, .everybody, .admin, .relay: false
        }
    }
}
