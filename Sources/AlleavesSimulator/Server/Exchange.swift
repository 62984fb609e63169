import LinuxSystem

/// Maps a request to a response: by the faults, else by the company's service.
struct Exchange: Sendable {
    struct Reply {
        var response: HTTPResponse
        var truncation: Int?
        /// Close the connection instead of responding.
        var isLost = false
    }

    let companies: POSCompanies
    let faults: FaultPlan
    let journal: RequestJournal
    let log: (@Sendable (String) -> Void)?

    func reply(to request: HTTPRequest) -> Reply {
        journal.arrived(request.path)
        if let gate = journal.gate(for: request.path, inBody: false) { gate.pass() }
        journal.pause(milliseconds: faults.delayMilliseconds(request.path))
        var response =
            faults.response(request.path, page: { request.page })
            ?? companies.respond(to: request)
        if (200..<300).contains(response.status), faults.isSilent(request.path) {
            response.body = .bytes(Array("{}".utf8))
        }
        log?("\(request.method) \(request.path) \(response.status)")
        return Reply(
            response: response, truncation: faults.truncation(request.path),
            isLost: faults.takeLoss(request.path))
    }
}
