/// The daemon's configuration for feeds, which no location can override.
public struct FeedSettings: Equatable, Sendable {
    /// Directories below which files may be read; none by default.
    public var directories: [String]
    /// Whether http to other machines is allowed.
    public var allowsPlainHTTP: Bool

    public init(directories: [String] = [], allowsPlainHTTP: Bool = false) {
        self.directories = directories
        self.allowsPlainHTTP = allowsPlainHTTP
    }
}
