import Pricing
import TTRPC

/// Validation of arguments for the POS. Errors name the field, never its value.
enum WriteArgument {
    /// A required text.
    static func text(_ text: String, _ field: String) throws(RPCError) -> String {
        guard let text = try optional(text, field) else {
            throw RPCError(.invalidArgument, "\(field) is missing")
        }
        return text
    }

    /// A trimmed text; nil if blank.
    static func optional(_ text: String, _ field: String) throws(RPCError) -> String? {
        guard text.utf8.count <= ServiceLimits.posTextBytesMax else {
            throw RPCError(
                .invalidArgument, "\(field) is longer than \(ServiceLimits.posTextBytesMax) bytes")
        }
        let text = trimmed(text)
        return text.isEmpty ? nil : text
    }

    /// Checks only for text before and after one at sign; the POS validates the rest.
    static func email(_ text: String) throws(RPCError) -> String {
        let email = try self.text(text, "email")
        let parts = email.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty }),
            email.allSatisfy({ !$0.isWhitespace })
        else { throw RPCError(.invalidArgument, "email is no address") }
        return email
    }

    /// A calendar date; nil if empty.
    static func date(_ text: String, _ field: String) throws(RPCError) -> String? {
        guard let date = try optional(text, field) else { return nil }
        guard CalendarDay.number(date) != nil else {
            throw RPCError(.invalidArgument, "\(field) is no date as in 1990-12-31")
        }
        return date
    }

    /// A whole number above zero, with or without the mirror's own prefix.
    static func number(
        _ text: String, _ field: String, prefix: String
    ) throws(RPCError) -> Int64 {
        let digits = text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : text
        guard let number = Int64(digits), number > 0 else {
            throw RPCError(.invalidArgument, "\(field) is no id of the POS")
        }
        return number
    }

    /// An amount above zero.
    static func cents(_ cents: Int64, _ field: String) throws(RPCError) -> Int64 {
        guard (1...ServiceLimits.posCentsMax).contains(cents) else {
            throw RPCError(
                .invalidArgument, "\(field) must be 1 to \(ServiceLimits.posCentsMax)")
        }
        return cents
    }
}
