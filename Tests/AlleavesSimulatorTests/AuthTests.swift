import Foundation
import Testing

@testable import AlleavesSimulator

@Suite struct AuthTests {
    @Test func aLoginGivesATokenWithItsExpiry() throws {
        try withPOS {
            $0.tokenSeconds = 3_600
        } _: { pos in
            let reply = try TestClient(pos).logIn()
            #expect(reply.status == 200)
            let keys = ["id_user", "name_first", "username", "id_company", "company", "token"]
            for key in keys { #expect(reply.object[key] != nil) }
            let parts = (reply.object["token"] as? String ?? "").split(separator: ".")
            #expect(parts.count == 3)
            let claims = try #require(decoded(String(parts[1])))
            let left = (claims["exp"] as? Double ?? 0) - Date().timeIntervalSince1970
            #expect((3_590...3_601).contains(left))
        }
    }

    @Test func wrongCredentialsAreRefused() throws {
        try withPOS { pos in
            let client = try TestClient(pos)
            #expect(try client.logIn(username: "x").status == 401)
            #expect(try client.logIn(password: "x").status == 401)
            #expect(try client.logIn(pin: nil).status == 401)
            #expect(try client.logIn(password: "demo1234", pin: nil).status == 401)
            #expect(try client.logIn().status == 200)
        }
    }

    @Test func refusedLoginsStayRefusedUntilAllowed() throws {
        try withPOS { pos in
            let client = try TestClient(pos)
            pos.refuseLogins()
            #expect(try client.logIn().status == 401)
            pos.refuseLogins(false)
            #expect(try client.logIn().status == 200)
        }
    }

    @Test(arguments: ["", "nonsense", "a.b.c"])
    func withoutAValidTokenEverythingIs401(token: String) throws {
        try withPOS { pos in
            let client = try TestClient(pos)
            client.token = token
            #expect(try client.get("/api/location").status == 401)
            #expect(try client.post("/api/inventory/search", "{}").status == 401)
            #expect(try client.get("/api/discount").status == 401)
            #expect(try client.get("/api/no/such/path").status == 401)
        }
    }

    @Test func tokensExpireByThemselvesAndOnDemand() throws {
        try withPOS { pos in
            let client = try TestClient.loggedIn(pos)
            #expect(try client.get("/api/discount").status == 200)
            pos.expireTokens()
            #expect(try client.get("/api/discount").status == 401)
            pos.setTokenLifetime(seconds: 0)
            client.token = try client.logIn().object["token"] as? String
            #expect(try client.get("/api/discount").status == 401)
        }
    }

    private func decoded(_ part: String) -> [String: Any]? {
        var text = part.replacingOccurrences(of: "-", with: "+")
            .replacingOccurrences(of: "_", with: "/")
        while text.utf8.count % 4 != 0 { text += "=" }
        guard let data = Data(base64Encoded: text) else { return nil }
        return (try? JSONSerialization.jsonObject(with: data)) as? [String: Any]
    }
}
