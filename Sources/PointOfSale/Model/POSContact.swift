/// A customer's name and contact data. Its description is redacted.
public struct POSContact: Equatable, Sendable, CustomStringConvertible, CustomReflectable {
    public var firstName: String?
    public var lastName: String?
    public var fullName: String?
    /// The nested object's name, otherwise first and last name, otherwise the record's full name.
    public var displayName: String?
    public var email: String?
    public var phone: String?

    public init() {}

    public var description: String { "POSContact(redacted)" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
