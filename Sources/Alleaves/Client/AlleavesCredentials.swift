import PointOfSale

/// How to log in at the POS. Its description shows nothing of it.
public struct AlleavesCredentials: Sendable, CustomStringConvertible, CustomReflectable {
    public var username: String
    public var password: String
    /// A field of its own; never part of the password.
    public var pin: String?
    /// Sent as a fixed bearer token instead of logging in.
    public var apiKey: String?
    public var partnerID: String?
    public var storeID: String?
    public var locationID: String?
    /// Other texts of the location's configuration that nobody may see, such as its webhooks'
    /// secret; never sent.
    public var otherSecrets: [String] = []

    public init(
        username: String, password: String, pin: String? = nil, apiKey: String? = nil,
        partnerID: String? = nil, storeID: String? = nil, locationID: String? = nil
    ) {
        self.username = username
        self.password = password
        self.pin = pin
        self.apiKey = apiKey
        self.partnerID = partnerID
        self.storeID = storeID
        self.locationID = locationID
    }

    /// locationID, else storeID; an empty one counts as missing.
    public var effectiveLocationID: String? {
        locationID.flatMap(TrimmedText.of) ?? storeID.flatMap(TrimmedText.of)
    }

    /// Whether both log in as one user, so that both can see the same.
    public func isSameLogin(as other: AlleavesCredentials) -> Bool {
        (username, effectiveAPIKey) == (other.username, other.effectiveAPIKey)
    }

    /// The location as the POS's number; nil where it is none.
    public var numericLocationID: Int64? { effectiveLocationID.flatMap { Int64($0) } }

    /// An empty one counts as missing.
    var effectiveAPIKey: String? { apiKey.flatMap(TrimmedText.of) }

    /// All texts of it that may not be shown.
    var secretTexts: [String] {
        [username, password, pin, apiKey, partnerID].compactMap { $0 } + otherSecrets
    }

    public var description: String { "AlleavesCredentials(redacted)" }

    /// So that dump and string interpolation of a containing value show nothing either.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
