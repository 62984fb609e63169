// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [.swiftLanguageMode(.v6), .treatAllWarnings(as: .error)]

func library(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .testTarget(
        name: "\(name)Tests",
        dependencies: [.byName(name: name), "TestSupport"] + dependencies,
        swiftSettings: strict)
}

let package = Package(
    name: "posmirror",
    products: [
        .executable(name: "posmirrord", targets: ["posmirrord"]),
        .executable(name: "posmirror", targets: ["posmirror"]),
        .executable(name: "posmirror-bench", targets: ["posmirror-bench"]),
    ],
    targets: [
        // C, each imported by exactly one Swift target.
        .target(name: "CLinux"),
        .systemLibrary(name: "CRocksDB"),
        .systemLibrary(name: "CCurl"),

        // Pure: no IO, time as an argument.
        library("ProtobufWire"),
        library("FirestoreModel", ["ProtobufWire"]),
        library("Pricing"),
        library("MirrorMessages", ["ProtobufWire"]),
        library("FeedMapping", ["FirestoreModel", "Pricing"]),
        library("Listening", ["FirestoreModel", "ProtobufWire"]),

        // The machine.
        library("LinuxSystem", ["CLinux"]),
        library("RocksStore", ["CRocksDB"]),
        library("HTTPTransport", ["CCurl", "LinuxSystem"]),

        // The mirror.
        library("DocumentStore", ["RocksStore", "FirestoreModel", "ProtobufWire"]),
        library("TTRPC", ["LinuxSystem", "ProtobufWire"]),
        library("PointOfSale", ["LinuxSystem", "Pricing"]),
        library(
            "Feed",
            [
                "FeedMapping", "FirestoreModel", "HTTPTransport", "LinuxSystem", "PointOfSale",
                "Pricing",
            ]),
        library("Alleaves", ["HTTPTransport", "LinuxSystem", "PointOfSale", "Pricing"]),
        library("Catalog", ["DocumentStore", "FirestoreModel", "Pricing", "ProtobufWire"]),
        library(
            "Sync",
            [
                "Catalog", "DocumentStore", "FirestoreModel",
                "LinuxSystem", "PointOfSale", "Pricing", "ProtobufWire",
            ]),
        library("AlleavesSimulator", ["LinuxSystem"]),
        library(
            "MirrorService",
            [
                "Catalog", "DocumentStore", "FirestoreModel", "HTTPTransport",
                "LinuxSystem", "Listening", "MirrorMessages", "PointOfSale", "Pricing",
                "ProtobufWire",
                "Sync", "TTRPC",
            ]),
        library(
            "MirrorClient",
            ["FirestoreModel", "LinuxSystem", "MirrorMessages", "ProtobufWire", "TTRPC"]),
        library(
            "CommandLine",
            [
                "Feed", "FeedMapping", "FirestoreModel", "HTTPTransport", "LinuxSystem",
                "MirrorClient", "MirrorMessages", "PointOfSale", "ProtobufWire",
                "TTRPC",
            ]),

        .executableTarget(
            name: "posmirrord",
            dependencies: [
                "Feed", "MirrorService", "LinuxSystem", "Alleaves", "DocumentStore", "FirestoreModel",
                "HTTPTransport", "PointOfSale", "Sync",
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "posmirror",
            dependencies: [
                "AlleavesSimulator", "CommandLine", "FirestoreModel", "LinuxSystem",
                "MirrorClient", "MirrorMessages",
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "posmirror-bench",
            dependencies: [
                "Alleaves", "AlleavesSimulator", "Catalog", "CommandLine", "DocumentStore",
                "FirestoreModel", "HTTPTransport", "LinuxSystem", "MirrorClient", "MirrorMessages",
                "MirrorService", "PointOfSale", "Pricing", "ProtobufWire", "RocksStore", "Sync",
            ],
            path: "Benchmarks/posmirror-bench", swiftSettings: strict),

        .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: strict),
        tests("ProtobufWire"),
        tests("FirestoreModel"),
        tests("Listening", ["FirestoreModel", "ProtobufWire"]),
        tests("Pricing"),
        tests("MirrorMessages", ["ProtobufWire"]),
        tests("FeedMapping", ["FirestoreModel"]),
        tests("LinuxSystem"),
        tests("RocksStore"),
        tests("HTTPTransport", ["LinuxSystem"]),
        tests("DocumentStore"),
        tests("TTRPC"),
        tests(
            "Feed",
            ["FeedMapping", "FirestoreModel", "HTTPTransport", "LinuxSystem", "PointOfSale"]),
        tests("PointOfSale"),
        tests("Alleaves", ["HTTPTransport", "LinuxSystem", "PointOfSale"]),
        tests("Catalog", ["LinuxSystem", "MirrorMessages"]),
        tests("Sync", ["Alleaves", "AlleavesSimulator", "MirrorMessages", "PointOfSale"]),
        tests("AlleavesSimulator"),
        .target(
            name: "ClientTestSupport", dependencies: ["LinuxSystem", "ProtobufWire", "TTRPC"],
            path: "Tests/ClientTestSupport", swiftSettings: strict),
        tests(
            "MirrorClient",
            [
                "ClientTestSupport", "FirestoreModel", "LinuxSystem", "MirrorMessages",
                "ProtobufWire", "TTRPC",
            ]),
        tests(
            "CommandLine",
            [
                "ClientTestSupport", "FirestoreModel", "LinuxSystem", "MirrorClient",
                "MirrorMessages", "ProtobufWire", "TTRPC",
            ]),
        tests(
            "MirrorService",
            [
                "Catalog", "DocumentStore", "FirestoreModel", "HTTPTransport", "LinuxSystem",
                "MirrorClient", "MirrorMessages", "PointOfSale", "ProtobufWire", "Sync", "TTRPC",
            ]),
        .testTarget(
            name: "DaemonTests",
            dependencies: [
                "AlleavesSimulator", "DocumentStore", "FirestoreModel", "LinuxSystem",
                "MirrorClient", "MirrorMessages", "ProtobufWire", "TTRPC", "posmirror",
                "TestSupport", "posmirror-bench", "posmirrord",
            ],
            exclude: ["Python"], swiftSettings: strict),
        .testTarget(name: "TidyTests", swiftSettings: strict),
    ]
)
