/// What the daemon's own configuration says of feeds, whatever a location's says.
public struct FeedSettings: Equatable, Sendable {
    /// Directories that files are read from, with all below them; none by default.
    public var directories: [String]
    /// Whether http may be spoken with other machines than this one.
    public var allowsPlainHTTP: Bool

    public init(directories: [String] = [], allowsPlainHTTP: Bool = false) {
        self.directories = directories
        self.allowsPlainHTTP = allowsPlainHTTP
    }
}
