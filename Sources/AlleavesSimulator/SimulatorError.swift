import LinuxSystem

/// Why a simulator cannot start.
public enum SimulatorError: Error, Sendable, CustomStringConvertible {
    /// Invalid arguments; the text names the first.
    case usage(String)
    /// A recorded file cannot be read, or an inventory cannot be written.
    case file(path: String, reason: String)
    /// The port cannot be opened.
    case socket(SystemError)

    public var description: String {
        switch self {
        case .usage(let reason): "simulate: \(reason)"
        case .file(let path, let reason): "\(path): \(reason)"
        case .socket(let error): "simulate: \(error)"
        }
    }
}
