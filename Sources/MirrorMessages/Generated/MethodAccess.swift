// Written by Protocol/generate.py from Protocol/posmirror/options.proto; change that file instead.

import ProtobufWire

/// Whom a method is for. A peer's role is what the daemon's configuration gives to its user or
/// group; credentials go into a call's metadata.
public enum MethodAccess: Int32, WireEnum, CaseIterable {
    /// Nobody has decided: for admins only, so that a forgotten word never opens a door.
    case unspecified = 0
    /// Whoever reaches the socket; where data differ by caller, the method itself looks.
    case everybody = 1
    /// A peer with role admin. Nobody else's credentials help.
    case admin = 2
    /// To synchronise the tenant that the request names: a peer with role sync, the cron secret, or
    /// the session of somebody who manages that tenant.
    case trigger = 3
    /// To synchronise every tenant: a peer with role sync, the cron secret, or the session of
    /// somebody who may manage any tenant.
    case triggerAll = 4
    /// To relay what the POS reported: a peer with role sync, or the cron secret.
    case relay = 5
    /// To act in the name of the tenant that the request names: a peer with role admin, or the
    /// session of somebody who manages that tenant.
    case manage = 6

    /// The name in the .proto file.
    public var protoName: String {
        switch self {
        case .unspecified: "METHOD_ACCESS_UNSPECIFIED"
        case .everybody: "METHOD_ACCESS_EVERYBODY"
        case .admin: "METHOD_ACCESS_ADMIN"
        case .trigger: "METHOD_ACCESS_TRIGGER"
        case .triggerAll: "METHOD_ACCESS_TRIGGER_ALL"
        case .relay: "METHOD_ACCESS_RELAY"
        case .manage: "METHOD_ACCESS_MANAGE"
        }
    }
}
