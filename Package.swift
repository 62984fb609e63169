// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [.swiftLanguageMode(.v6), .treatAllWarnings(as: .error)]

func library(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .testTarget(
        name: "\(name)Tests",
        dependencies: dependencies,
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
        library("Listening", ["FirestoreModel"]),

        // The machine.
        library("LinuxSystem", ["CLinux"]),
        library("RocksStore", ["CRocksDB"]),
        library("HTTPTransport", ["CCurl", "LinuxSystem"]),

        // The mirror.
        library("DocumentStore", ["FirestoreModel", "ProtobufWire", "RocksStore"]),
        library("TTRPC", ["LinuxSystem", "ProtobufWire"]),
        library("PointOfSale", ["LinuxSystem", "Pricing"]),
        library("Alleaves", ["HTTPTransport", "LinuxSystem", "PointOfSale", "Pricing"]),
        library("Catalog", ["DocumentStore", "FirestoreModel", "Pricing", "ProtobufWire"]),
        library(
            "Sync",
            [
                "Alleaves", "Catalog", "DocumentStore", "FirestoreModel", "HTTPTransport",
                "LinuxSystem", "PointOfSale", "Pricing", "ProtobufWire",
            ]),
        library("AlleavesSimulator", ["LinuxSystem"]),
        library(
            "MirrorService",
            [
                "Alleaves", "Catalog", "DocumentStore", "FirestoreModel", "HTTPTransport",
                "LinuxSystem", "Listening", "MirrorMessages", "PointOfSale", "Pricing",
                "ProtobufWire", "Sync", "TTRPC",
            ]),
        library(
            "MirrorClient",
            ["FirestoreModel", "LinuxSystem", "MirrorMessages", "ProtobufWire", "TTRPC"]),
        library(
            "CommandLine",
            [
                "FeedMapping", "FirestoreModel", "LinuxSystem", "MirrorClient", "MirrorMessages",
                "ProtobufWire", "TTRPC",
            ]),

        .executableTarget(
            name: "posmirrord",
            dependencies: [
                "Alleaves", "DocumentStore", "FirestoreModel", "LinuxSystem", "MirrorService",
                "Sync",
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "posmirror",
            dependencies: [
                "AlleavesSimulator", "CommandLine", "FirestoreModel", "LinuxSystem", "MirrorClient",
                "MirrorMessages",
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "posmirror-bench",
            dependencies: [
                "Alleaves", "AlleavesSimulator", "Catalog", "CommandLine", "DocumentStore",
                "FirestoreModel", "HTTPTransport", "LinuxSystem", "MirrorClient", "MirrorMessages",
                "MirrorService", "PointOfSale", "Pricing", "ProtobufWire", "RocksStore", "Sync",
                "TTRPC",
            ],
            path: "Benchmarks/posmirror-bench", swiftSettings: strict),

        .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: strict),
        tests("ProtobufWire", ["ProtobufWire"]),
        tests("FirestoreModel", ["FirestoreModel", "ProtobufWire"]),
        tests("Listening", ["FirestoreModel", "Listening", "TestSupport"]),
        tests("Pricing", ["Pricing", "TestSupport"]),
        tests("MirrorMessages", ["MirrorMessages", "ProtobufWire"]),
        tests("FeedMapping", ["FeedMapping", "FirestoreModel", "TestSupport"]),
        tests("LinuxSystem", ["LinuxSystem", "TestSupport"]),
        tests("RocksStore", ["RocksStore", "TestSupport"]),
        tests("HTTPTransport", ["HTTPTransport", "LinuxSystem"]),
        tests(
            "DocumentStore",
            ["DocumentStore", "FirestoreModel", "ProtobufWire", "RocksStore", "TestSupport"]),
        tests("TTRPC", ["LinuxSystem", "TTRPC"]),
        tests(
            "Alleaves",
            ["Alleaves", "HTTPTransport", "LinuxSystem", "PointOfSale", "Pricing", "TestSupport"]),
        tests(
            "Catalog",
            [
                "Catalog", "DocumentStore", "FirestoreModel", "LinuxSystem", "MirrorMessages",
                "Pricing", "ProtobufWire", "TestSupport",
            ]),
        tests(
            "Sync",
            [
                "Alleaves", "AlleavesSimulator", "Catalog", "DocumentStore", "FirestoreModel",
                "HTTPTransport", "LinuxSystem", "MirrorMessages", "PointOfSale", "Pricing", "Sync",
                "TestSupport",
            ]),
        tests("AlleavesSimulator", ["AlleavesSimulator", "LinuxSystem"]),
        .target(
            name: "ClientTestSupport",
            dependencies: ["LinuxSystem", "MirrorMessages", "ProtobufWire", "TTRPC"],
            path: "Tests/ClientTestSupport", swiftSettings: strict),
        tests(
            "MirrorClient",
            [
                "ClientTestSupport", "FirestoreModel", "LinuxSystem", "MirrorClient",
                "MirrorMessages", "ProtobufWire", "TTRPC",
            ]),
        tests(
            "CommandLine",
            [
                "ClientTestSupport", "CommandLine", "FirestoreModel", "LinuxSystem", "MirrorClient",
                "MirrorMessages", "ProtobufWire", "TestSupport", "TTRPC",
            ]),
        tests(
            "MirrorService",
            [
                "Alleaves", "Catalog", "DocumentStore", "FirestoreModel", "HTTPTransport",
                "LinuxSystem", "MirrorClient", "MirrorMessages", "MirrorService", "PointOfSale",
                "ProtobufWire", "Sync", "TestSupport", "TTRPC",
            ]),
        .testTarget(
            name: "DaemonTests",
            dependencies: [
                "AlleavesSimulator", "Catalog", "DocumentStore", "FirestoreModel", "LinuxSystem",
                "MirrorClient", "MirrorMessages", "ProtobufWire", "TestSupport", "TTRPC",
                "posmirror", "posmirror-bench", "posmirrord",
            ],
            exclude: ["Python"], swiftSettings: strict),
        .testTarget(name: "TidyTests", swiftSettings: strict),
    ]
)
