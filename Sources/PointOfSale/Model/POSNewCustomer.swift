/// A customer to be created. Its description is redacted.
public struct POSNewCustomer: Sendable, CustomStringConvertible, CustomReflectable {
    public var firstName: String
    public var lastName: String
    public var email: String
    public var phone: String?
    /// As yyyy-mm-dd.
    public var dateOfBirth: String?

    public init(
        firstName: String, lastName: String, email: String, phone: String? = nil,
        dateOfBirth: String? = nil
    ) {
        self.firstName = firstName
        self.lastName = lastName
        self.email = email
        self.phone = phone
        self.dateOfBirth = dateOfBirth
    }

    public var description: String { "POSNewCustomer(redacted)" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
