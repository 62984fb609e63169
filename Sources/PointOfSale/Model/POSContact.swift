/// How a customer is named and reached. Its description shows nothing of it.
public struct POSContact: Equatable, Sendable, CustomStringConvertible, CustomReflectable {
    public var firstName: String?
    public var lastName: String?
    public var fullName: String?
    /// The nested object's own name, else first and last name, else the record's full name.
    public var displayName: String?
    public var email: String?
    public var phone: String?

    public init() {}

    public var description: String { "POSContact(redacted)" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
