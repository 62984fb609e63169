import FirestoreModel
import LinuxSystem
import StatusCodes
import Sync
import Testing

@testable import Access

/// Cron secrets, organisations, roles of peers and what logs show.
@Suite struct CredentialTests {
    private func code(_ secret: String?, _ authorization: String) -> StatusCode? {
        do throws(Status) {
            try CronSecret(secret).check(authorization)
            return nil
        } catch {
            #expect(secret.map { !$0.isEmpty && error.message.contains($0) } != true)
            return error.code
        }
    }

    @Test func aCronSecretIsTakenAsABearerTokenOnly() {
        #expect(code("s3cret", "Bearer s3cret") == nil)
        #expect(code(" s3cret\n", "bearer s3cret") == nil)
        for wrong in ["s3cret", "Basic s3cret", "Bearer s3cre", "Bearer s3crets", "Bearer ", ""] {
            #expect(code("s3cret", wrong) == .unauthenticated, "\(wrong)")
        }
    }

    @Test func withoutACronSecretEveryCallIsRefused() {
        for secret in [nil, "", " \n"] {
            for text in ["Bearer ", "Bearer", "", "Bearer x"] {
                #expect(code(secret, text) == .unauthenticated)
            }
        }
    }

    @Test func noSecretShowsInADescription() {
        let introspection = IntrospectionConfiguration(
            url: "https://example.com", clientID: "MARK", clientSecret: "MARK")
        for text in [
            "\(CronSecret("MARK"))", String(reflecting: CronSecret("MARK")), "\(introspection)",
            String(reflecting: introspection),
        ] { #expect(!text.contains("MARK")) }
    }

    /// Protocol/README.md, Access, example by example.
    @Test(arguments: [
        ("org_acme", ["org_acme", "acme", "brand_acme", "dispensary_acme"]),
        ("acme", ["acme", "org_acme", "brand_acme", "dispensary_acme"]),
        ("brand_acme", ["brand_acme", "acme", "org_acme", "dispensary_acme"]),
        ("dispensary_acme", ["dispensary_acme", "acme", "org_acme", "brand_acme"]),
        ("org_", ["org_"]), ("  acme ", ["acme", "org_acme", "brand_acme", "dispensary_acme"]),
        ("", []), (" ", []),
        (
            "org_brand_acme",
            ["org_brand_acme", "brand_acme", "brand_brand_acme", "dispensary_brand_acme"]
        ),
        ("ORG_acme", ["ORG_acme", "org_ORG_acme", "brand_ORG_acme", "dispensary_ORG_acme"]),
    ])
    func candidatesOfAnOrganisation(_ value: String, _ expected: [String]) {
        // org_brand_acme: the base is brand_acme, so org_base is the value itself.
        #expect(OrgAliases.all(of: value) == expected)
    }

    @Test func peersGetTheHighestRoleThatARuleGives() {
        let access = PeerRoles(
            ownUID: 10,
            rules: [
                PrincipalRule(uid: 20, role: .sync), PrincipalRule(gid: 30, role: .admin),
                PrincipalRule(gid: 40, role: .reader),
            ])
        let role = { (uid: UInt32, gid: UInt32) in
            access.role(PeerCredentials(pid: 1, uid: uid, gid: gid))
        }
        #expect(role(10, 0) == .admin)
        #expect(role(20, 0) == .sync)
        #expect(role(20, 30) == .admin)
        #expect(role(21, 40) == .reader)
        #expect(role(21, 41) == .reader)
        let own = PeerRoles(ownUID: 10, rules: [PrincipalRule(uid: 10, role: .reader)])
        #expect(own.role(PeerCredentials(pid: 1, uid: 10, gid: 0)) == .reader)
    }

    @Test(arguments: [
        ("org=acme ok ms=3", "org=acme ok ms=3"),
        ("header Bearer abc.def rest", "header Bearer [redacted] rest"),
        ("authorization=bearer abc", "authorization=bearer [redacted]"),
        ("token=eyJhbGci.eyJzdWIi.sig, more", "token=[redacted] more"),
        ("session pms_0123 ended", "session [redacted] ended"),
        ("Bearer", "Bearer"), ("", ""), ("a  b", "a  b"),
    ])
    func logLinesLoseWhatLooksLikeACredential(_ line: String, _ expected: String) {
        #expect(LogScrubber.scrubbed(line) == expected)
    }
}
