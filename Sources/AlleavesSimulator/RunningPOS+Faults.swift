extension RunningPOS {
    // MARK: - Answers

    /// Answers a path with this instead; logins and tokens are not asked for.
    public func override(
        _ path: String, status: Int = 200, headers: [(name: String, value: String)] = [],
        body: [UInt8]
    ) {
        faults.override(path, CannedResponse(status: status, headers: headers, body: body))
    }

    public func override(
        _ path: String, status: Int = 200, headers: [(name: String, value: String)] = [],
        body: String
    ) {
        override(path, status: status, headers: headers, body: Array(body.utf8))
    }

    /// Answers the pages of a path with these bodies, from page 1 on, and with `[]` behind them.
    public func override(_ path: String, pages: [String]) {
        faults.override(
            path,
            pages: pages.map {
                CannedResponse(status: 200, headers: [], body: Array($0.utf8))
            })
    }

    public func clearOverride(_ path: String) { faults.override(path, nil) }

    /// Sends only this many bytes of the path's bodies, then closes the connection; nil heals it.
    /// A body that is not longer is sent whole.
    public func truncate(_ path: String, afterBytes: Int?) {
        faults.truncate(path, after: afterBytes.map { max(0, $0) })
    }

    /// Carries out what a path is asked for and answers with `{}`; false heals it.
    public func silence(_ path: String, _ isSilent: Bool = true) {
        faults.silence(path, isSilent)
    }

    /// Waits before each answer of a path; nil heals it.
    public func delay(_ path: String, milliseconds: Int?) {
        faults.delay(path, milliseconds: milliseconds)
    }

    /// Answers the next `count` requests of a path with this status, after `skipping` that come
    /// through; 0 calls it off.
    public func failNext(
        _ count: Int, _ path: String, status: Int = 500,
        headers: [(name: String, value: String)] = [], skipping: Int = 0
    ) {
        faults.failNext(count, path, status: status, headers: headers, skipping: max(0, skipping))
    }

    /// Acts on the next `count` requests of a path, after `skipping` that are answered, and then
    /// cuts the connection without a byte of an answer; 0 calls it off.
    public func loseNext(_ count: Int, _ path: String, skipping: Int = 0) {
        faults.loseNext(count, path, skipping: max(0, skipping))
    }

    /// Answers a path with 503 until called with false.
    public func setDown(_ path: String, _ isDown: Bool = true) { faults.setDown(path, isDown) }

    /// Part of all requests, 0 to 1, that get a 5xx.
    public func setFailRate(_ rate: Double) {
        let part = Int(max(0, min(rate, 1)) * 1_000_000)
        faults.setRates(failMillionths: part, rateLimit: nil, latencyMilliseconds: nil)
    }

    /// Requests per second before 429; nil for no limit.
    public func setRateLimit(_ limit: Int?) {
        faults.setRates(failMillionths: nil, rateLimit: .some(limit), latencyMilliseconds: nil)
    }

    public func setLatency(milliseconds: Int) {
        faults.setRates(
            failMillionths: nil, rateLimit: nil, latencyMilliseconds: max(0, milliseconds))
    }

    // MARK: - Watching

    /// Requests of a path since the start or ``resetCounts()``.
    public func requestCount(_ path: String) -> Int { journal.count(path) }

    /// Requests of all paths.
    public var requestCount: Int { journal.total }

    public func resetCounts() { journal.resetCounts() }

    /// Waits until a path was requested `count` times in all; false when the time is over.
    public func waitForRequest(
        _ path: String, count: Int = 1, timeoutSeconds: Double = 30
    ) -> Bool {
        journal.waitForRequest(path, count: count, timeoutSeconds: timeoutSeconds)
    }

    /// Holds the requests of a path until the gate is released or the server stops: before the
    /// answer, or in the middle of its body when `afterBodyBytes` is given.
    public func hold(_ path: String, afterBodyBytes: Int? = nil) -> RequestGate {
        journal.hold(path, afterBodyBytes: afterBodyBytes)
    }
}
