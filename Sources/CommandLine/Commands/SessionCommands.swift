import MirrorMessages

extension MirrorCommands {
    static let sessionCreate = Command(
        "session create",
        options: [
            .value("role", "ROLE", "super_user, super_admin, dispensary_admin or brand_admin"),
            .value("org", "ORG", "a tenant that the user manages", repeatable: true),
            .value("user", "UID", "users/UID, whose profile may name tenants as well"),
            .value("hours", "N", "how long it lasts (default 12)"),
        ],
        summary: "Make a session for a user's calls and print its token",
        details: """
            The token is shown once and not kept. A user's calls carry it as metadata `session`;
            posmirror itself takes it from POSMIRROR_SESSION.
            """,
        examples: [
            "posmirror session create --role dispensary_admin --org acme --hours 8",
            "POSMIRROR_SESSION=$(cat token) posmirror sync products acme",
        ],
        run: { context in
            let arguments = context.arguments
            let reply = try context.connect().createSession(
                role: try arguments.required("role"), orgIDs: arguments.values("org"),
                userID: arguments.value("user") ?? "",
                hours: try arguments.integer("hours", in: 1...8784) ?? 0)
            if context.wantsJSON {
                context.output.json(reply)
            } else {
                context.output.line(PlainText.escaped(reply.token))
                let id = (reply.session?.id ?? "").prefix(12)
                context.output.note(
                    "session \(id) lasts until \(InstantText.text(reply.session?.expiresAt))")
            }
            return .ok
        })

    static let sessionList = Command(
        "session list", summary: "Show the sessions, without their tokens",
        examples: ["posmirror session list"],
        run: { context in
            let reply = try context.connect().sessions()
            if context.wantsJSON {
                context.output.json(reply)
            } else if reply.sessions.isEmpty {
                context.output.line("No sessions. Make one: posmirror session create --role ROLE")
            } else {
                context.output.table(sessionTable(reply.sessions))
            }
            return .ok
        })

    private static func sessionTable(_ sessions: [Session]) -> TextTable {
        var table = TextTable([
            .left("ID"), .left("ROLE"), .flexible("TENANTS"), .flexible("USER"), .left("CREATED"),
            .left("EXPIRES"),
        ])
        for session in sessions {
            table.add(
                .init(String(session.id.prefix(12))), .init(session.role),
                .init(session.orgIds.joined(separator: ", ")), .init(session.userId),
                .init(InstantText.text(session.createdAt), .faint),
                .init(InstantText.text(session.expiresAt), session.expired ? .bad : .plain))
        }
        return table
    }

    static let sessionRevoke = Command(
        "session revoke",
        arguments: [.init("ID", "the beginning of its id, as in session list; user:UID for all")],
        summary: "End a session at once",
        examples: ["posmirror session revoke 3f9c01d2ab44", "posmirror session revoke user:ann"],
        run: { context in
            let client = try context.connect()
            let name = context.arguments.positional(0)
            let reply =
                name.hasPrefix("user:")
                ? try client.revokeSessions(ofUser: String(name.dropFirst(5)))
                : try client.revokeSession(name)
            if context.wantsJSON {
                context.output.json(reply)
            } else {
                let word = reply.revoked == 1 ? "session" : "sessions"
                context.output.line("\(reply.revoked) \(word) ended", .good)
            }
            return .ok
        })
}
