import JSON

/// What a JSON answer says of itself, around its records.
struct FeedEnvelope {
    /// The answer reports an error, calls itself a part, or says something twice.
    private(set) var fault: FeedFault?
    /// The name by which it says that another one follows.
    private(set) var followedBy: String?

    /// - Parameters:
    ///   - text: the JSON text, with an empty list in the place of its records.
    ///   - path: the members that lead to the list.
    init(_ text: JSONValue, path: [String]) {
        if let name = Self.repeated(text, path) {
            fault = FeedFault(.unexpected, "the answer says \(name) twice")
        } else if text.contradictsItself {
            fault = FeedFault(.unexpected, "the answer says a member twice, and not the same")
        }
        var object: JSONValue? = text
        for name in path {
            guard let current = object else { break }
            read(current)
            object = current.member(name)
        }
    }

    /// The member on the way to the records that an object has more than once. Which of them is
    /// meant would be a guess, also where both look the same: one had the records.
    private static func repeated(_ text: JSONValue, _ path: [String]) -> String? {
        var value = text
        for name in path {
            guard case .object(let members) = value else { return nil }
            let named = members.filter { $0.key == name }
            guard let first = named.first else { return nil }
            if named.count > 1 { return name }
            value = first.value
        }
        return nil
    }

    private mutating func read(_ object: JSONValue) {
        guard case .object(let members) = object else { return }
        if Self.isBeforeLastPage(members) { followedBy = followedBy ?? "page" }
        for member in members {
            let name = Self.plain(member.key)
            if Self.asides.contains(name), case .object(let inner) = member.value {
                for member in inner { read(member) }
            } else {
                read(member)
            }
        }
    }

    private mutating func read(_ member: JSONValue.Member) {
        let name = Self.plain(member.key)
        if Self.errors.contains(name), Self.isSaid(member.value) {
            note("the answer reports an error (\(Self.shown(member.key)))")
        } else if Self.successes.contains(name), Self.isDenied(member.value) {
            note("the answer says that it failed (\(Self.shown(member.key)))")
        } else if Self.states.contains(name), Self.isFailure(member.value) {
            note("the answer says that it failed (\(Self.shown(member.key)))")
        } else if Self.parts.contains(name), Self.isAffirmed(member.value) {
            note("the answer says of itself that it is a part (\(Self.shown(member.key)))")
        } else if Self.wholes.contains(name), Self.isDenied(member.value) {
            note("the answer says of itself that it is a part (\(Self.shown(member.key)))")
        } else if Self.nexts.contains(name), Self.isSaid(member.value) {
            followedBy = followedBy ?? Self.shown(member.key)
        }
    }

    /// Whether an answer says that it is a page, and not the last one.
    private static func isBeforeLastPage(_ members: [JSONValue.Member]) -> Bool {
        func number(_ names: Set<String>) -> Int64? {
            members.lazy.filter { names.contains(plain($0.key)) }.compactMap { member in
                guard case .number(let text) = member.value else { return nil }
                return FeedDecimal(text.utf8)?.scaled(0)
            }.first
        }
        guard let page = number(["page", "currentpage", "pagenumber"]),
            let last = number(["totalpages", "lastpage", "pagecount", "pages"])
        else { return false }
        return page < last
    }

    private mutating func note(_ message: String) {
        fault = fault ?? FeedFault(.unexpected, message)
    }

    // MARK: - Words

    /// Objects beside the records that speak of the answer.
    private static let asides: Set<String> = [
        "meta", "metadata", "pagination", "paging", "pageinfo", "page", "links", "responseinfo",
    ]
    private static let errors: Set<String> = [
        "error", "errors", "errormessage", "errorcode", "exception", "fault",
    ]
    private static let successes: Set<String> = ["success", "succeeded", "ok"]
    private static let states: Set<String> = [
        "status", "statuscode", "httpstatus", "code", "result", "state",
    ]
    private static let parts: Set<String> = [
        "partial", "ispartial", "incomplete", "isincomplete", "truncated", "istruncated",
    ]
    private static let wholes: Set<String> = ["complete", "iscomplete"]
    private static let nexts: Set<String> = [
        "hasmore", "hasnext", "hasnextpage", "hasmorepages", "morerecords", "moreresults",
        "next", "nextpage", "nextlink", "nexturl", "nextcursor", "nexttoken", "nextpagetoken",
        "nextpageurl", "more", "odatanextlink", "cursor",
    ]
    private static let failures: Set<String> = [
        "error", "fail", "failed", "failure", "partial", "incomplete", "timeout",
    ]

    /// `has_more`, `hasMore` and `Has-More` are one name.
    private static func plain(_ key: String) -> String {
        key.lowercased().filter { $0.isLetter }
    }

    private static func shown(_ key: String) -> String {
        String(String.UnicodeScalarView(key.unicodeScalars.prefix(FeedLimits.exampleScalarsMax)))
    }

    /// Whether a value says that there is something: neither null, false, 0 nor empty.
    private static func isSaid(_ value: JSONValue) -> Bool {
        switch value {
        case .null: false
        case .bool(let flag): flag
        case .number(let text): FeedDecimal(text.utf8)?.mantissa != 0
        case .string: FeedScalar(value).map { !no.contains($0.text.lowercased()) } ?? false
        case .array(let elements): !elements.isEmpty
        case .object(let members): !members.isEmpty
        }
    }

    private static let no: Set<String> = ["false", "no", "0", "none", "null"]

    private static func isDenied(_ value: JSONValue) -> Bool {
        switch value {
        case .bool(let flag): !flag
        case .number(let text): FeedDecimal(text.utf8)?.mantissa == 0
        case .string(let text): ["false", "no", "0"].contains(text.lowercased())
        case .null, .array, .object: false
        }
    }

    private static func isAffirmed(_ value: JSONValue) -> Bool {
        switch value {
        case .bool(let flag): flag
        case .number(let text): FeedDecimal(text.utf8)?.mantissa != 0
        case .string(let text): ["true", "yes", "1"].contains(text.lowercased())
        case .null, .array, .object: false
        }
    }

    /// A word for a failure, or a status of HTTP that is one.
    private static func isFailure(_ value: JSONValue) -> Bool {
        switch value {
        case .string(let text): failures.contains(text.lowercased())
        case .number(let text):
            FeedDecimal(text.utf8)?.scaled(0).map { (400...599).contains($0) || $0 == 206 } ?? false
        case .null, .bool, .array, .object: false
        }
    }
}
