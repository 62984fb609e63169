import PointOfSale
import TextForms

/// Credentials for the POS. The description is redacted.
public struct AlleavesCredentials: Sendable, CustomStringConvertible, CustomReflectable {
    public var username: String
    public var password: String
    /// A separate field, never part of the password.
    public var pin: String?
    /// Sent as a fixed bearer token instead of logging in.
    public var apiKey: String?
    public var partnerID: String?
    public var storeID: String?
    public var locationID: String?
    /// Other secrets of the location's configuration, such as that of its webhooks; never sent.
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

    /// locationID, otherwise storeID; an empty one counts as missing.
    public var effectiveLocationID: String? {
        locationID.flatMap(\.nonBlankOfControls) ?? storeID.flatMap(\.nonBlankOfControls)
    }

    /// Whether both log in as the same user, and so see the same data.
    public func isSameLogin(as other: AlleavesCredentials) -> Bool {
        (username, effectiveAPIKey) == (other.username, other.effectiveAPIKey)
    }

    /// The location as the POS's number; nil where it is none.
    public var numericLocationID: Int64? { effectiveLocationID.flatMap { Int64($0) } }

    /// An empty one counts as missing.
    var effectiveAPIKey: String? { apiKey.flatMap(\.nonBlankOfControls) }

    /// All secret texts but the names.
    var secretTexts: [String] { [password, pin, apiKey].compactMap { $0 } + otherSecrets }

    /// Names that only admins may see.
    var secretNames: [String] { [username, partnerID].compactMap { $0 } }

    public var description: String { "AlleavesCredentials(redacted)" }

    /// Redacts dump and interpolation of containing values too.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
