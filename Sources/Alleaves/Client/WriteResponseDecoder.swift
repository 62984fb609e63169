import HTTPTransport

import JSON
import PointOfSale

/// Decodes the response to a write. An empty body is null, except with a status that means success
/// by itself (204, 205).
struct WriteResponseDecoder: ResponseReceiver {
    var sink: BodySink? { nil }

    func value(of response: HTTPResponse) throws(JSONFault) -> JSONValue {
        guard response.body.isEmpty else { return try JSONParser.parse(response.body, .lenient) }
        return [204, 205].contains(response.head.status)
            ? .fields(["success": .bool(true)]) : .null
    }
}

extension AlleavesClient {
    /// Performs a write. Throws a refusal whatever its status: POSs return `success: false` or an
    /// error with 200.
    ///
    /// - Parameter creating: names of the ids that the call creates. With an error besides such an
    ///   id the outcome is unknown.
    func written(
        _ call: AlleavesCall, _ deadline: POSDeadline, creating ids: [String] = []
    ) throws(POSError) -> JSONValue {
        let answer = try perform(call, deadline) { WriteResponseDecoder() }
        guard answer.saysRefused else { return answer }
        let made = ids.contains { (answer["order"] ?? answer)[$0]?.identifier != nil }
        let isOpen = answer.saysDone || (made && !answer.saysNoSuccess)
        let reason = scrubber.refusal(in: answer)
        throw POSError(
            code: isOpen ? .suspicious : .refused, path: call.path,
            message: reason.map { "refused: \($0)" } ?? "refused", isUntouched: !isOpen,
            reason: reason)
    }

    /// The error for a response that does not show the outcome of a write.
    static func unclear(_ path: String) -> POSError {
        POSError(JSONFault(.unexpectedShape, offset: 0), path: path)
    }
}

extension JSONValue {
    private static let wrappers = [
        "data", "result", "results", "response", "order", "item", "customer", "discount",
    ]

    /// The response and the objects nested as its wrappers.
    fileprivate var levels: [JSONValue] {
        let first = array.map { Array($0.prefix(AlleavesLimits.answerPartsMax)) } ?? [self]
        let second = first.flatMap { value in Self.wrappers.compactMap { value[$0] } }
        return first
            + second.flatMap { value in
                value.array.map { Array($0.prefix(AlleavesLimits.answerPartsMax)) } ?? [value]
            }
    }

    /// Whether it explicitly reports success.
    var saysDone: Bool {
        levels.contains { level in
            ["success", "ok"].contains { level[$0]?.bool == true }
                || ["success", "ok"].contains(level.statusWord)
        }
    }

    fileprivate var saysNoSuccess: Bool {
        levels.contains { level in
            ["success", "succeeded", "ok"].contains { level[$0]?.bool == false }
        }
    }

    /// Whether it reports failure or an error.
    var saysRefused: Bool {
        saysNoSuccess || levels.contains { $0.namesAnError }
    }

    private var statusWord: String { self["status"]?.text?.lowercased() ?? "" }

    private var namesAnError: Bool {
        if ["error", "errors"].contains(where: { self[$0]?.isFault == true }) { return true }
        if statusWord == "error" { return true }
        // An object with an id has its own status: that of an order does not tell about the call.
        guard first("id", "id_order", "id_customer", "id_discount") == nil else { return false }
        let words = ["fail", "failed", "failure", "refused", "rejected", "denied"]
        if words.contains(statusWord) { return true }
        return ["status", "statusCode", "status_code"].contains { key in
            self[key]?.integer.map { (400...599).contains($0) } ?? false
        }
    }

    /// Whether the value of a member `error` is more than a word for none.
    private var isFault: Bool {
        switch self {
        case .null: false
        case .bool(let flag): flag
        case .number: integer != 0
        case .string:
            !["", "none", "null", "ok"].contains(text?.lowercased() ?? "") && bool != false
        case .array(let elements): elements.contains { $0.isFault }
        case .object(let members): members.contains { $0.value.isFault }
        }
    }
}

extension RedactedText {
    /// The POS's message in a response that reports failure, redacted.
    func refusal(in answer: JSONValue) -> String? {
        var texts: [String] = []
        for level in answer.levels {
            for key in ["error", "errors", "message", "detail", "reason"] {
                guard let text = level[key].flatMap(Self.firstText), !texts.contains(text)
                else { continue }
                texts.append(text)
            }
        }
        return texts.isEmpty ? nil : scrubbed(texts.joined(separator: ": "))
    }

    /// The text of an error: itself, its `message`, or the first text in it.
    private static func firstText(_ value: JSONValue) -> String? {
        switch value {
        case .null, .bool, .number: nil
        case .string: value.text
        case .array(let elements): elements.lazy.compactMap { firstText($0) }.first
        case .object(let members):
            value["message"].flatMap { firstText($0) }
                ?? members.lazy.compactMap { firstText($0.value) }.first
        }
    }
}
