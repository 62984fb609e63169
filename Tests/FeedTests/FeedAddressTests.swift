import Testing

@testable import Feed

@Suite struct FeedAddressTests {
    @Test(arguments: [
        ("file:///srv/menu.csv", "/srv/menu.csv"), ("file://localhost/a%20b", "/a b"),
        ("FILE:///x", "/x"),
    ])
    func files(_ text: String, _ path: String) throws {
        #expect(try FeedAddress(text, allowsPlainHTTP: false) == .file(path))
    }

    @Test(arguments: [
        "https://shop.example/menu.json", "http://127.0.0.1:8080/x", "http://localhost/x",
        "http://[::1]:1/x",
    ])
    func documents(_ text: String) throws {
        #expect(try FeedAddress(text, allowsPlainHTTP: false) == .web(text))
    }

    @Test(arguments: [
        "file:relative", "file://other/x", "file:///a%", "file:///a%00b", "ftp://x/y", "menu.csv",
        "https://", "https:///x", "https://user:secret@shop.example/x", "https://a b/",
        "http://shop.example/x", "http://127.0.0.1.example/x", "http://localhost.example/",
    ])
    func refused(_ text: String) {
        let error = #expect(throws: FeedConfigError.self) {
            try FeedAddress(text, allowsPlainHTTP: false)
        }
        #expect(error?.message.contains("secret") == false)
    }

    @Test func plainHTTPWhereItIsAllowed() throws {
        let text = "http://shop.example/x"
        #expect(try FeedAddress(text, allowsPlainHTTP: true) == .web(text))
    }

    @Test func pages() throws {
        let address = try FeedAddress("https://x.example/m?page={page}", allowsPlainHTTP: false)
        #expect(address.isPaged)
        #expect(address.page(7) == "https://x.example/m?page=7")
    }
}
