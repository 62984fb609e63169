import JSON

/// The companies behind one address: whoever logs in sees his own's data and no other's.
struct POSCompanies: Sendable {
    /// By number, from 1.
    let services: [POSService]

    init(_ options: SimulatorOptions) throws(SimulatorError) {
        _ = try options.checked()
        var services: [POSService] = []
        for company in 1...options.accounts {
            services.append(try POSService(options, company: company))
        }
        self.services = services
    }

    func respond(to request: HTTPRequest) -> HTTPResponse {
        service(of: request).respond(to: request)
    }

    /// That of the login or token; where it is nobody's, the first, which refuses it.
    private func service(of request: HTTPRequest) -> POSService {
        let isOwner: (POSService) -> Bool
        if request.path == "/auth" {
            let username = (try? request.json())?["username"]?.string ?? ""
            isOwner = { $0.tokens.knows(username: username) }
        } else {
            let authorization = request.headers["authorization"]
            isOwner = { $0.tokens.isValid(authorization: authorization) }
        }
        // Only one: a token need not be looked up.
        return services.count == 1 ? services[0] : services.first(where: isOwner) ?? services[0]
    }
}
