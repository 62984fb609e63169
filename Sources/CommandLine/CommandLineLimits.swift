/// The bounds of the command line.
public enum CommandLineLimits {
    /// The largest --timeout, a day.
    public static let timeoutSecondsMax: Int64 = 86_400
    /// Rows of a table unless --limit says otherwise: about a screenful or two.
    public static let rowsDefault = 50
    /// Items of one QueryMenu page (menu.proto).
    public static let menuPageItemsMax = 1000
    /// How often a menu is begun again that changed while it was paged through: a daemon keeps
    /// its states for minutes, so more would not help.
    public static let menuRestartsMax = 5
    /// Documents of one ListDocuments page.
    public static let documentPageMax = 300
    /// The largest --limit.
    public static let limitMax = 10_000_000
    /// Bytes of a credentials file: a few short strings.
    public static let credentialsBytesMax = 65_536
    /// Bytes of one credential; longer than any token seen.
    public static let credentialBytesMax = 4096
    /// Area types that a location names as sellable; a POS has a dozen.
    public static let sellableAreasMax = 100
    /// How often a change of a location is tried while others change it as well.
    public static let locationAttemptsMax = 20
    /// Bytes of a document as JSON: a megabyte of fields, most of it escaped.
    public static let dataBytesMax = 16 << 20
    /// Documents of one commit of an import: enough that the cost of a commit is spread thin.
    public static let importDocumentsMax = 500
    /// Bytes of one commit of an import, well below a frame.
    public static let importBytesMax = 2 << 20
    /// Documents between two looks at the progress of an export.
    public static let progressDocuments = 1000
    /// Bytes of input taken in one read.
    public static let inputBufferBytes = 65_536
    /// Bytes of output gathered before a write.
    public static let outputBufferBytes = 65_536
    /// The narrowest a shortened table column becomes.
    public static let columnWidthMin = 8
    /// Whole dollars of a price argument: what still fits in cents with room to spare.
    public static let dollarsMax: Int64 = 1_000_000_000
    /// Records of a feed that are read before its location is stored.
    static let feedTrialRows = 100
}
