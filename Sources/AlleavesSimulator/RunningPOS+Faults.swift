extension RunningPOS {
    // MARK: - Answers

    /// Overrides a path's response; no token is required.
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

    /// Overrides the pages of a path, from page 1 on; further pages are `[]`.
    public func override(_ path: String, pages: [String]) {
        faults.override(
            path,
            pages: pages.map {
                CannedResponse(status: 200, headers: [], body: Array($0.utf8))
            })
    }

    public func clearOverride(_ path: String) { faults.override(path, nil) }

    /// Truncates a path's bodies to this many bytes and closes the connection; nil stops it.
    /// Shorter bodies are complete.
    public func truncate(_ path: String, afterBytes: Int?) {
        faults.truncate(path, after: afterBytes.map { max(0, $0) })
    }

    /// Executes a path's calls but responds with `{}`; false stops it.
    public func silence(_ path: String, _ isSilent: Bool = true) {
        faults.silence(path, isSilent)
    }

    /// Delays each response of a path; nil stops it.
    public func delay(_ path: String, milliseconds: Int?) {
        faults.delay(path, milliseconds: milliseconds)
    }

    /// Fails the next `count` requests of a path with this status, after `skipping` successful
    /// ones; 0 cancels it.
    public func failNext(
        _ count: Int, _ path: String, status: Int = 500,
        headers: [(name: String, value: String)] = [], skipping: Int = 0
    ) {
        faults.failNext(count, path, status: status, headers: headers, skipping: max(0, skipping))
    }

    /// Executes the next `count` requests of a path, after `skipping` answered ones, and closes
    /// their connections without a response; 0 cancels it.
    public func loseNext(_ count: Int, _ path: String, skipping: Int = 0) {
        faults.loseNext(count, path, skipping: max(0, skipping))
    }

    /// Responds to a path with 503, until called with false.
    public func setDown(_ path: String, _ isDown: Bool = true) { faults.setDown(path, isDown) }

    /// The share of all requests that fail with a 5xx, 0 to 1.
    public func setFailRate(_ rate: Double) {
        let part = Int(max(0, min(rate, 1)) * 1_000_000)
        faults.setRates(failMillionths: part, rateLimit: nil, latencyMilliseconds: nil)
    }

    /// The rate in requests per second above which requests get 429; nil for none.
    public func setRateLimit(_ limit: Int?) {
        faults.setRates(failMillionths: nil, rateLimit: .some(limit), latencyMilliseconds: nil)
    }

    public func setLatency(milliseconds: Int) {
        faults.setRates(
            failMillionths: nil, rateLimit: nil, latencyMilliseconds: max(0, milliseconds))
    }

    // MARK: - Watching

    /// The number of requests to a path since the start or ``resetCounts()``.
    public func requestCount(_ path: String) -> Int { journal.count(path) }

    /// The number of requests to all paths.
    public var requestCount: Int { journal.total }

    public func resetCounts() { journal.resetCounts() }

    /// Waits until a path has had `count` requests in total; false after the timeout.
    public func waitForRequest(
        _ path: String, count: Int = 1, timeoutSeconds: Double = 30
    ) -> Bool {
        journal.waitForRequest(path, count: count, timeoutSeconds: timeoutSeconds)
    }

    /// Holds requests of a path until the gate is released or the server stops: before the
    /// response, or after `afterBodyBytes` of its body.
    public func hold(_ path: String, afterBodyBytes: Int? = nil) -> RequestGate {
        journal.hold(path, afterBodyBytes: afterBodyBytes)
    }
}
