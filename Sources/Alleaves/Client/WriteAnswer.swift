import HTTPTransport

import PointOfSale

/// Decodes the answer to a write. An empty body is null, except with a status that says by itself
/// that all is done (204, 205).
struct WriteAnswer: AnswerReceiver {
    var sink: BodySink? { nil }

    func value(of response: HTTPResponse) throws(JSONFault) -> JSONValue {
        guard response.body.isEmpty else { return try JSONReader.read(response.body) }
        return [204, 205].contains(response.head.status)
            ? .object([.init(key: "success", value: .bool(true))]) : .null
    }
}

extension AlleavesClient {
    /// Makes a write. A refusal is thrown whatever the status that it came with: many a POS says
    /// `success: false`, or names an error, in an answer of 200.
    ///
    /// - Parameter creating: names of the ids of what the call makes. An error beside such an id
    ///   leaves open what the POS has done.
    func written(
        _ call: AlleavesCall, _ deadline: POSDeadline, creating ids: [String] = []
    ) throws(POSError) -> JSONValue {
        let answer = try perform(call, deadline) { WriteAnswer() }
        guard answer.saysRefused else { return answer }
        let made = ids.contains { (answer["order"] ?? answer)[$0]?.identifier != nil }
        let isOpen = answer.saysDone || (made && !answer.saysNoSuccess)
        let reason = scrubber.refusal(in: answer)
        throw POSError(
            code: isOpen ? .suspicious : .refused, path: call.path,
            message: reason.map { "refused: \($0)" } ?? "refused", isUntouched: !isOpen,
            reason: reason)
    }

    /// Throws `malformed` where the answer to a write shows nothing of what was to be done.
    static func unclear(_ path: String) -> POSError {
        POSError(JSONFault(.unexpectedShape, offset: 0), path: path)
    }
}

extension JSONValue {
    private static let wrappers = [
        "data", "result", "results", "response", "order", "item", "customer", "discount",
    ]

    /// The answer itself and the objects that it is wrapped in.
    fileprivate var levels: [JSONValue] {
        let first = array.map { Array($0.prefix(AlleavesLimits.answerPartsMax)) } ?? [self]
        let second = first.flatMap { value in Self.wrappers.compactMap { value[$0] } }
        return first
            + second.flatMap { value in
                value.array.map { Array($0.prefix(AlleavesLimits.answerPartsMax)) } ?? [value]
            }
    }

    /// Says in so many words that the write was carried out.
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

    /// Says that the write was not carried out, or names an error.
    var saysRefused: Bool {
        saysNoSuccess || levels.contains { $0.namesAnError }
    }

    private var statusWord: String { self["status"]?.text?.lowercased() ?? "" }

    private var namesAnError: Bool {
        if ["error", "errors"].contains(where: { self[$0]?.isFault == true }) { return true }
        if statusWord == "error" { return true }
        // What has an id has a status of its own: an order may be one that the till declined.
        guard first("id", "id_order", "id_customer", "id_discount") == nil else { return false }
        let words = ["fail", "failed", "failure", "refused", "rejected", "denied"]
        if words.contains(statusWord) { return true }
        return ["status", "statusCode", "status_code"].contains { key in
            self[key]?.integer.map { (400...599).contains($0) } ?? false
        }
    }

    /// A member called error that is more than the word for none.
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

extension ForeignText {
    /// The POS's words in an answer that says that nothing was done, fit to be shown.
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

    /// The text of an error: its own, or that of its `message`, or the first one in it.
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
