import HTTPTransport
import JSON
import LinuxSystem
import Memory
import PointOfSale
import Randomness
import Synchronization
import TextForms

/// The POS's API for one set of credentials. Any thread; every call blocks.
///
/// Every call takes a deadline that includes retries and login.
public final class AlleavesClient: Sendable {
    public static let defaultBaseURL = "https://app.alleaves.com/api"

    let credentials: AlleavesCredentials
    private let baseURL: String
    private let transport: any Transport
    let environment: POSEnvironment
    private let tokens = TokenStore()
    private let random: Mutex<SeededRandom>
    /// The call families that the account is known to support.
    let writeFamilies = WriteFamilyCache()
    /// Redacts the POS's messages.
    let scrubber: RedactedText

    public init(
        credentials: AlleavesCredentials, baseURL: String = AlleavesClient.defaultBaseURL,
        transport: any Transport, environment: POSEnvironment = .system
    ) {
        self.credentials = credentials
        self.baseURL = baseURL.hasSuffix("/") ? String(baseURL.dropLast()) : baseURL
        self.transport = transport
        self.environment = environment
        self.random = Mutex(SeededRandom(seed: environment.seed))
        scrubber = RedactedText(
            secrets: credentials.secretTexts, identifiers: credentials.secretNames)
    }

    /// A deadline the given milliseconds from now.
    public func deadline(
        afterMilliseconds duration: Int64, cancellation: CancellationFlag? = nil
    ) -> POSDeadline {
        let (time, overflow) = environment.monotonicMilliseconds().addingReportingOverflow(duration)
        return POSDeadline(
            monotonicMilliseconds: overflow ? .max : time, cancellation: cancellation)
    }

    /// The company that the login belongs to; nil for a fixed token, which nobody logs in with.
    public func account(deadline: POSDeadline) throws(POSError) -> String? {
        try bearerBeforeCall(deadline).account
    }

    /// Calls a small endpoint and decodes its response, only `keys` if given.
    ///
    /// - Parameter isList: bytes that are not UTF-8 spoil a record, not the response; the caller
    ///   leaves such records out, see ``SpoiltRecords``.
    func json(
        _ call: AlleavesCall, _ deadline: POSDeadline, keys: Set<String>? = nil,
        isList: Bool = false
    ) throws(POSError) -> JSONValue {
        // The envelope's members are always decoded.
        let kept = keys?.union(ResponseEnvelope.keys)
        return try perform(call, deadline) { JSONResponse(keys: kept, isList: isList) }
    }

    /// Makes the call with a token: one new login and one replay on 401, retries as the kind of
    /// failure allows.
    func perform<Receiver: ResponseReceiver>(
        _ call: AlleavesCall, _ deadline: POSDeadline, _ makeReceiver: () -> Receiver
    ) throws(POSError) -> Receiver.Value {
        var tries = 0
        var hasReplayed = false
        while true {
            let token = try bearerBeforeCall(deadline)
            do throws(AttemptFailure) {
                return try attempt(call, deadline, bearer: token.text, makeReceiver())
            } catch {
                if error.isUnauthorized {
                    guard !hasReplayed, credentials.effectiveAPIKey == nil else {
                        throw error.error
                    }
                    hasReplayed = true
                    tokens.drop(token)
                    continue
                }
                tries += 1
                try waitToRetry(error, call, tries: tries, deadline)
            }
        }
    }

    /// The token for a call; a failure here means that the call was not sent.
    private func bearerBeforeCall(
        _ deadline: POSDeadline
    ) throws(POSError) -> TokenStore.Token {
        do throws(POSError) {
            return try bearer(deadline)
        } catch {
            throw error.beforeTheCall
        }
    }

    private func bearer(_ deadline: POSDeadline) throws(POSError) -> TokenStore.Token {
        if let apiKey = credentials.effectiveAPIKey { return .init(text: apiKey, expiry: .max) }
        let ticket = tokens.ticket()
        return try tokens.token(ticket: ticket, now: environment.wallMilliseconds()) {
            () throws(POSError) in try logIn(deadline)
        }
    }

    private func logIn(_ deadline: POSDeadline) throws(POSError) -> TokenStore.Token {
        let call = LoginResponse.call(credentials)
        let now = environment.wallMilliseconds()
        var tries = 0
        while true {
            do throws(AttemptFailure) {
                return try attempt(call, deadline, bearer: nil, LoginResponse(now: now))
            } catch {
                if error.isRefusedLogin { throw LoginResponse.refused(error.error.message) }
                tries += 1
                try waitToRetry(error, call, tries: tries, deadline)
            }
        }
    }

    private func attempt<Receiver: ResponseReceiver>(
        _ call: AlleavesCall, _ deadline: POSDeadline, bearer: String?, _ receiver: Receiver
    ) throws(AttemptFailure) -> Receiver.Value {
        let request = try request(call, deadline, bearer: bearer)
        let response: HTTPResponse
        do throws(TransportError) {
            response = try transport.send(request, onBody: receiver.sink)
        } catch {
            throw AttemptFailure(
                error, call, stoppedBy: (receiver as? InventoryResponse)?.stopped,
                scrubber(bearer))
        }
        guard response.head.isSuccess else {
            throw AttemptFailure(
                response, call, wallMilliseconds: environment.wallMilliseconds(),
                scrubber(bearer))
        }
        let lease = try room(for: response, call)
        defer { withExtendedLifetime(lease) {} }
        do throws(JSONFault) {
            return try receiver.value(of: response)
        } catch {
            throw AttemptFailure(error, call)
        }
    }

    /// The memory of the values of a body while it is decoded.
    private func room(
        for response: HTTPResponse, _ call: AlleavesCall
    ) throws(AttemptFailure) -> MemoryLease {
        let lease = MemoryLease(environment.memory, .answers)
        guard lease.tryResize(to: JSONParser.treeBytesMax(response.body)) else {
            let reason = environment.memory.refusalText(.answers, of: "the answer")
            throw AttemptFailure(
                TransportError(kind: .tooLarge, path: call.path, reason: reason), call,
                stoppedBy: nil, scrubber)
        }
        return lease
    }

    /// What hides the session's token too.
    private func scrubber(_ bearer: String?) -> RedactedText {
        guard let bearer else { return scrubber }
        return RedactedText(
            secrets: credentials.secretTexts + [bearer], identifiers: credentials.secretNames)
    }

    private func request(
        _ call: AlleavesCall, _ deadline: POSDeadline, bearer: String?
    ) throws(AttemptFailure) -> HTTPRequest {
        let rest = remaining(deadline)
        guard rest > 0, deadline.cancellation?.isCancelled != true else {
            throw AttemptFailure(isCancelled: rest > 0, call)
        }
        var headers = [HTTPHeader("Content-Type", "application/json")]
        if let bearer {
            headers.append(HTTPHeader("Authorization", "Bearer \(bearer)"))
            if let partner = credentials.partnerID.flatMap(\.nonBlankOfControls) {
                headers.append(HTTPHeader("X-Partner-ID", partner))
            }
        }
        let query = call.query.isEmpty ? "" : "?" + call.query
        var request = HTTPRequest(
            method: call.method, url: baseURL + call.path + query, headers: headers,
            body: call.body,
            connectTimeoutMilliseconds: min(rest, AlleavesLimits.connectTimeoutMilliseconds),
            totalTimeoutMilliseconds: min(rest, call.timeoutMilliseconds),
            lowSpeedBytesPerSecond: AlleavesLimits.lowSpeedBytesPerSecond,
            lowSpeedSeconds: AlleavesLimits.lowSpeedSeconds, bodyBytesMax: call.bodyBytesMax,
            cancellation: deadline.cancellation)
        request.isRepeatable = call.isRead
        return request
    }

    private func remaining(_ deadline: POSDeadline) -> Int64 {
        let now = environment.monotonicMilliseconds()
        return deadline.monotonicMilliseconds.subtractingReportingOverflow(now).partialValue
    }

    /// Waits before the next attempt, or throws the failure if there is none.
    private func waitToRetry(
        _ failure: AttemptFailure, _ call: AlleavesCall, tries: Int, _ deadline: POSDeadline
    ) throws(POSError) {
        guard failure.mayRetry(call), tries < call.triesMax else { throw failure.error }
        let doubled = AlleavesLimits.backoffFirstMilliseconds << Int64(min(tries - 1, 10))
        let longest = min(doubled, AlleavesLimits.backoffMilliseconds)
        let jittered = random.withLock { Int64.random(in: longest / 2...longest, using: &$0) }
        let wait = max(jittered, failure.retryAfterMilliseconds ?? 0)
        guard (failure.retryAfterMilliseconds ?? 0) <= AlleavesLimits.retryAfterMilliseconds,
            wait < remaining(deadline)
        else { throw failure.error }
        environment.sleep(wait, deadline.cancellation)
        if deadline.cancellation?.isCancelled == true {
            throw POSError(
                code: .cancelled, path: call.path, message: "cancelled",
                isUntouched: failure.error.isUntouched)
        }
    }
}
