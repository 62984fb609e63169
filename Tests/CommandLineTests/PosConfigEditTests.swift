import FirestoreModel
import Testing

@testable import CommandLine

@Suite struct PosConfigEditTests {
    private func account(_ json: String) throws -> PosConfigEdit {
        try PosConfigEdit(json: Array(json.utf8))
    }

    private func message(_ json: String) throws -> String {
        let failure = try #require(throws: CommandFailure.self) { try account(json) }
        #expect(failure.exitCode == .usage)
        return failure.line
    }

    private func applied(_ json: String, to stored: Fields = [:]) throws -> Fields {
        try account(json).applied(to: stored)
    }

    @Test func providerAndStatusHaveDefaults() throws {
        let fields = try applied(#"{"username":"u","password":"p"}"#)
        let expected: Fields = [
            "provider": "alleaves", "status": "active", "username": "u", "password": "p",
        ]
        #expect(fields == expected)
    }

    @Test func numbersCountAsTheirTextAndBlanksSayNothing() throws {
        let json = #"{"apiKey":"k","pin":1234,"locationId":1000,"storeId":" "}"#
        let fields = try applied(json, to: ["storeId": "7"])
        #expect(fields["pin"] == "1234")
        #expect(fields["locationId"] == "1000")
        #expect(fields["storeId"] == "7")
    }

    @Test func whatIsNotSaidStaysAndNullTakesAway() throws {
        let stored: Fields = [
            "provider": "alleaves", "status": "inactive", "username": "u", "password": "p",
            "webhookSecret": "w", "pin": "1", "syncedAt": .integer(5),
            "sellExpired": .boolean(true),
        ]
        let fields = try applied(#"{"password":"q","pin":null,"channel":"medical"}"#, to: stored)
        var expected = stored
        expected["password"] = "q"
        expected["pin"] = nil
        expected["channel"] = "medical"
        #expect(fields == expected)
    }

    @Test func areasAndExpiredStockHaveTypesOfTheirOwn() throws {
        let fields = try applied(
            #"{"apiKey":"k","sellableAreas":["Retail","Vault"],"sellExpired":false}"#)
        #expect(fields["sellableAreas"] == .array(["Retail", "Vault"]))
        #expect(fields["sellExpired"] == .boolean(false))
    }

    @Test func halfOfALoginIsRefusedWhereItWouldBeLeft() throws {
        #expect(throws: Never.self) {
            try applied(#"{"password":"q"}"#, to: ["username": "u", "password": "p"])
        }
        #expect(throws: CommandFailure.self) { try applied(#"{"password":"q"}"#) }
        #expect(throws: CommandFailure.self) {
            try applied(#"{"password":null}"#, to: ["username": "u", "password": "p"])
        }
    }

    @Test func everyDocumentedKeyIsTaken() throws {
        let json = """
            {"provider":"alleaves","status":"inactive","username":"u","password":"p","pin":"1",
             "apiKey":"k","partnerId":"x","storeId":"s","locationId":"1","priceBasis":"retail",
             "channel":"medical","webhookSecret":"w","sellableAreas":["Retail"],
             "sellExpired":true,"products":{"url":"u"},"discounts":{},"orders":{},"store":"s",
             "token":"t","headers":{"X-Key":"k"},"account":"north"}
            """
        #expect(try account(json).fields.keys.sorted() == PosConfigEdit.keys.sorted())
    }

    @Test(arguments: [
        "", "[]", "{", "null", "{}", #"{"sellableAreas":[]}"#, #"{"sellableAreas":"Retail"}"#,
        #"{"sellableAreas":["Retail",""]}"#, #"{"sellableAreas":[1]}"#, #"{"sellExpired":"yes"}"#,
        #"{"sellExpired":1}"#, #"{"webhookSecret":{}}"#,
        #"{"apiKey":" "}"#, #"{"apiKey":true}"#, #"{"apiKey":{"a":1}}"#, #"{"apiKey":1.5}"#,
        #"{"apiKey":"k","apiKey":"l"}"#, #"{"apiKey":"k","provider":"dutchie"}"#,
        #"{"apiKey":"k","status":"on"}"#, #"{"apiKey":"k","priceBasis":"cost"}"#,
        #"{"apiKey":"k","channel":"both"}"#, #"{"products":"x"}"#, #"{"headers":[]}"#,
        #"{"apiKey":"k","other":"x"}"#,
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
            #"{"\#(secret)":"x"}"#, #"{"sellExpired":"\#(secret)"}"#, #"{"status":"\#(secret)"}"#,
            #"{"apiKey":"k","password":["\#(secret)"]}"#, #"{"password":"\#(secret)"#,
        ] {
            #expect(try !message(json).contains(secret))
        }
    }

    @Test func aCredentialHasABoundedLength() throws {
        let long = String(repeating: "x", count: CommandLineLimits.credentialBytesMax + 1)
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
