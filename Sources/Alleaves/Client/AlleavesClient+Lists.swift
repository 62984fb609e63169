import HTTPTransport

import JSON
import PointOfSale

/// A listing of a small endpoint with its own totals.
struct ListingResponse {
    /// Those that can be read.
    let entries: [JSONValue]
    /// Those with bytes that are not UTF-8.
    let spoilt: SpoiltRecords
    /// Total number according to the POS; nil if not given.
    let total: Int?
    /// The POS reports more entries.
    let hasMore: Bool

    /// The total is given but unreadable.
    let isTotalUnreadable: Bool

    /// Whether fewer entries were returned than the total, or completeness cannot be proved.
    var isShort: Bool {
        hasMore || isTotalUnreadable || (total ?? 0) > entryCount
    }

    /// All that came.
    var entryCount: Int { entries.count + spoilt.count }
}

extension ListingResponse {
    /// Members of an entry that give the total.
    private static let totalKeys = ["total", "total_rows", "total_count", "totalCount"]

    /// Members of a response to decode for the listing's own totals.
    static let envelopeKeys = ResponseEnvelope.keys.union(totalKeys).union(RedactedText.reasonKeys)

    /// - Parameter page: which page it is, counted from 1.
    init(
        _ entries: [JSONValue], _ spoilt: SpoiltRecords, of answer: ListingDecoder.Body, page: Int
    ) {
        self.entries = entries
        self.spoilt = spoilt
        let envelope = ResponseEnvelope(answer.json)
        let said = entries.flatMap { entry in
            Self.totalKeys.compactMap { entry[$0]?.integer }
        }
        total = (said + [envelope.total].compactMap { $0 }).max().map { Int(clamping: $0) }
        isTotalUnreadable = envelope.isTotalUnreadable
        hasMore = answer.isPart || envelope.hasMore || envelope.hasPage(after: page)
    }
}

/// Decodes a listing's body, and whether its status means a complete response.
struct ListingDecoder: ResponseReceiver {
    struct Body {
        let json: JSONValue
        /// The status means a partial response (206) or one not ready yet (202).
        let isPart: Bool
    }

    var keys: Set<String>?
    var sink: BodySink? { nil }

    func value(of response: HTTPResponse) throws(JSONFault) -> Body {
        Body(
            json: try JSONResponse(keys: keys, isList: true).value(of: response),
            isPart: [202, 206, 207].contains(response.head.status))
    }
}

extension AlleavesClient {
    /// The listing that a call answers with: a bare array, or the first array under one of `names`.
    /// Throws, with the POS's message if any, for a response without a list, or with an error
    /// besides the list.
    ///
    /// - Parameters:
    ///   - keys: members of the entries to decode; nil for all.
    ///   - ids: the names of an entry's id.
    ///   - page: which page the call asks for, counted from 1.
    func answeredList(
        _ call: AlleavesCall, _ deadline: POSDeadline, under names: [String],
        keys: Set<String>? = nil, ids: [String], page: Int = 1
    ) throws(POSError) -> ListingResponse {
        let kept = keys?.union(names).union(ListingResponse.envelopeKeys)
        let answer = try perform(call, deadline) { ListingDecoder(keys: kept) }
        let entries: [JSONValue]
        do throws(POSError) {
            entries = try list(answer.json, under: names, call)
        } catch {
            guard !ResponseEnvelope(answer.json).isError,
                let reason = scrubber.reason(of: answer.json)
            else { throw error }
            throw POSError(
                code: error.code, path: error.path, message: "no list, but: \(reason)")
        }
        let (whole, spoilt) = try SpoiltRecords.sort(
            entries, of: answer.json, id: ids, path: call.path)
        return ListingResponse(whole, spoilt, of: answer, page: page)
    }

    /// Throws where a response reports an error, even besides a list: the list may be incomplete.
    func refuseError(in answer: JSONValue, _ call: AlleavesCall) throws(POSError) {
        guard ResponseEnvelope(answer).isError else { return }
        let reason = scrubber.reason(of: answer) ?? "the POS reports an error"
        throw POSError(
            code: .malformed, path: call.path, message: "no whole list, but: \(reason)")
    }
}
