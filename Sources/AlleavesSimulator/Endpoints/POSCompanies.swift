import JSON

/// The companies at one address. Each login sees its company's data only.
struct POSCompanies: Sendable {
    /// By company number, from 1.
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

    /// The service of the request's login or token; an unknown one is refused by the first.
    private func service(of request: HTTPRequest) -> POSService {
        let isOwner: (POSService) -> Bool
        if request.path == "/auth" {
            let username = (try? request.json())?["username"]?.string ?? ""
            isOwner = { $0.tokens.knows(username: username) }
        } else {
            let authorization = request.headers["authorization"]
            isOwner = { $0.tokens.isValid(authorization: authorization) }
        }
        // With a single company no token needs to be looked up.
        return services.count == 1 ? services[0] : services.first(where: isOwner) ?? services[0]
    }
}
