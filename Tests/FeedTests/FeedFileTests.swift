import Foundation
import PointOfSale
import TestSupport
import Testing

@testable import Feed

@Suite struct FeedFileTests {
    private func harness(_ directories: String...) -> FeedHarness {
        FeedHarness(settings: FeedSettings(directories: directories))
    }

    private let text = "id,name,price\n1,One,5\n"
    private let mapping: POSSetting = .map([
        "fields": .map(["id": .text("id"), "name": .text("name"), "price": .text("price")])
    ])

    private func listing(
        _ harness: FeedHarness, _ path: String
    ) throws -> InventoryListing {
        let config = FeedHarness.products(
            "file://\(path)", mapping: mapping, more: ["format": .text("csv")])
        return try harness.connect(config).listing()
    }

    @Test func filesOfAnAllowedDirectory() throws {
        try withTemporaryDirectory { directory in
            try write(text, to: "\(directory)/menu.csv")
            let feed = try harness(directory).connect(
                FeedHarness.products("file://\(directory)/menu.csv", mapping: mapping))
            let first = try feed.listing().inventory
            #expect(first.items.map(\.idItem) == ["1"])
            #expect(try feed.listing().inventory === first)
            try write(text + "2,Two,6\n", to: "\(directory)/menu.csv")
            #expect(try feed.listing().inventory.items.count == 2)
        }
    }

    @Test func otherFilesAreRefused() throws {
        try withTemporaryDirectory { directory in
            let (inside, outside) = ("\(directory)/in", "\(directory)/inside")
            for path in [inside, outside] {
                try FileManager.default.createDirectory(
                    atPath: path, withIntermediateDirectories: false)
                try write(text, to: "\(path)/menu.csv")
            }
            try FileManager.default.createSymbolicLink(
                atPath: "\(inside)/link.csv", withDestinationPath: "\(outside)/menu.csv")
            try FileManager.default.createSymbolicLink(
                atPath: "\(outside)/back.csv", withDestinationPath: "\(inside)/menu.csv")
            let harness = harness(inside)
            for path in [
                "\(outside)/menu.csv", "\(inside)/link.csv", "\(inside)/../inside/menu.csv",
                "/etc/passwd", inside,
            ] {
                #expect(throws: POSError.self, "\(path)") { try listing(harness, path) }
            }
            let error = #expect(throws: POSError.self) {
                try listing(harness, "\(inside)/link.csv")
            }
            #expect(error?.code == .invalidRequest)
            #expect(
                error?.message
                    == "the file lies outside of the directories that feeds are read from"
                    + " (--feed-dir)")
            // A link from elsewhere into the directory is the file in it.
            #expect(try listing(harness, "\(outside)/back.csv").inventory.items.count == 1)
        }
    }

    @Test func noDirectoryAllowsNoFile() throws {
        try withTemporaryDirectory { directory in
            try write(text, to: "\(directory)/menu.csv")
            let error = #expect(throws: POSError.self) {
                try listing(FeedHarness(), "\(directory)/menu.csv")
            }
            #expect(
                error?.message
                    == "the daemon reads no files: it was started without --feed-dir DIR")
        }
    }

    @Test func aPipeKeepsNobodyWaiting() throws {
        try withTemporaryDirectory { directory in
            #expect(mkfifo("\(directory)/menu.csv", 0o600) == 0)
            #expect(throws: POSError.self) {
                try listing(harness(directory), "\(directory)/menu.csv")
            }
        }
    }
}
