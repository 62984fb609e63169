import CivilTime
import PointOfSale
import Serving
import Pricing
import StatusCodes
import TextForms

/// Validation of arguments for the POS. Errors name the field, never its value.
enum WriteArgument {
    /// A required text.
    static func text(_ text: String, _ field: String) throws(Status) -> String {
        guard let text = try optional(text, field) else {
            throw Status(.invalidArgument, "\(field) is missing")
        }
        return text
    }

    /// A trimmed text; nil if blank.
    static func optional(_ text: String, _ field: String) throws(Status) -> String? {
        guard text.utf8.count <= PosWriteLimits.posTextBytesMax else {
            throw Status(
                .invalidArgument, "\(field) is longer than \(PosWriteLimits.posTextBytesMax) bytes")
        }
        let text = text.trimmed
        return text.isEmpty ? nil : text
    }

    /// Checks only for text before and after one at sign; the POS validates the rest.
    static func email(_ text: String) throws(Status) -> String {
        let email = try self.text(text, "email")
        let parts = email.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }),
            email.allSatisfy({ !$0.isWhitespace })
        else { throw Status(.invalidArgument, "email is no address") }
        return email
    }

    /// A calendar date; nil if empty.
    static func date(_ text: String, _ field: String) throws(Status) -> String? {
        guard let date = try optional(text, field) else { return nil }
        guard CivilDate(date) != nil else {
            throw Status(.invalidArgument, "\(field) is no date as in 1990-12-31")
        }
        return date
    }

    /// The POS's own id, with or without what the mirror's ids begin with.
    ///
    /// - Parameter ids: of the location's POS; nil where none is known, so that nothing is sent.
    static func id(
        _ text: String, _ field: String, of ids: POSIDs?, prefix: String = ""
    ) throws(Status) -> String {
        let own = text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : text
        guard let id = ids.map({ $0.own(own) }) ?? own else {
            throw Status(.invalidArgument, "\(field) is no id of the POS")
        }
        return id
    }

    /// An amount above zero.
    static func cents(_ cents: Int64, _ field: String) throws(Status) -> Int64 {
        guard (1...PosWriteLimits.posCentsMax).contains(cents) else {
            throw Status(
                .invalidArgument, "\(field) must be 1 to \(PosWriteLimits.posCentsMax)")
        }
        return cents
    }
}
