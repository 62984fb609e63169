import FirestoreModel
import Testing

@testable import MirrorClient

@Suite struct PosAccountTests {
    private func account(_ json: String) throws -> PosAccount {
        try PosAccount(json: Array(json.utf8))
    }

    private func message(_ json: String) throws -> String {
        let failure = try #require(throws: CommandFailure.self) { try account(json) }
        #expect(failure.exitCode == .usage)
        return failure.line
    }

    @Test func providerAndStatusHaveDefaults() throws {
        let fields = try account(#"{"username":"u","password":"p"}"#).fields
        let expected: Fields = [
            "provider": "alleaves", "status": "active", "username": "u", "password": "p",
        ]
        #expect(fields == expected)
    }

    @Test func numbersCountAsTheirTextAndNullsAsAbsent() throws {
        let json = #"{"apiKey":"k","pin":1234,"locationId":1000,"partnerId":null,"storeId":""}"#
        let fields = try account(json).fields
        #expect(fields["pin"] == "1234")
        #expect(fields["locationId"] == "1000")
        #expect(fields["partnerId"] == nil)
        #expect(fields["storeId"] == nil)
    }

    @Test func everyDocumentedKeyIsTaken() throws {
        let json = """
            {"provider":"alleaves","status":"inactive","username":"u","password":"p","pin":"1",
             "apiKey":"k","partnerId":"x","storeId":"s","locationId":"1","priceBasis":"retail",
             "channel":"medical"}
            """
        #expect(try account(json).fields.keys.sorted() == PosAccount.keys.sorted())
    }

    @Test(arguments: [
        "", "[]", "{", "null", "{}", #"{"username":"u"}"#, #"{"password":"p","pin":"1"}"#,
        #"{"apiKey":" "}"#, #"{"apiKey":true}"#, #"{"apiKey":{"a":1}}"#, #"{"apiKey":1.5}"#,
        #"{"apiKey":"k","apiKey":"l"}"#, #"{"apiKey":"k","provider":"dutchie"}"#,
        #"{"apiKey":"k","status":"on"}"#, #"{"apiKey":"k","priceBasis":"cost"}"#,
        #"{"apiKey":"k","channel":"both"}"#, #"{"apiKey":"k","other":"x"}"#,
    ])
    func whatIsNoAccountIsRefused(json: String) throws {
        #expect(try message(json).hasPrefix("posmirror: credentials: "))
    }

    @Test func aMistypedKeyIsAnsweredWithTheRightOne() throws {
        #expect(try message(#"{"apikey":"k"}"#).contains("did you mean apiKey?"))
    }

    @Test func noErrorShowsASecret() throws {
        let secret = "hunter2-s3cret"
        for json in [
            #"{"\#(secret)":"x"}"#, #"{"username":"\#(secret)"}"#, #"{"status":"\#(secret)"}"#,
            #"{"apiKey":"k","password":["\#(secret)"]}"#, #"{"password":"\#(secret)"#,
        ] {
            #expect(try !message(json).contains(secret))
        }
    }

    @Test func aCredentialHasABoundedLength() throws {
        let long = String(repeating: "x", count: ClientLimits.credentialBytesMax + 1)
        #expect(try message(#"{"apiKey":"\#(long)"}"#).contains("longer"))
    }

    @Test(arguments: ["America/New_York", "UTC", "America/Argentina/Buenos_Aires", "Etc/GMT+5"])
    func timeZonesAreKnown(name: String) throws {
        #expect(throws: Never.self) { try TimeZoneName.validate(name) }
    }

    @Test(arguments: ["", "Nowhere/City", "../passwd", "/etc/passwd", "America", "a b", "UTC/"])
    func whatIsNoTimeZoneIsRefused(name: String) {
        #expect(throws: CommandFailure.self) { try TimeZoneName.validate(name) }
    }
}
