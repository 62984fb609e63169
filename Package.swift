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
        .executable(name: "posmirror-torture", targets: ["posmirror-torture"]),
        .executable(name: "posmirror-fuzz", targets: ["posmirror-fuzz"]),
        // Preloaded into daemons under test.
        .library(name: "ClockSteps", type: .dynamic, targets: ["ClockSteps"]),
        .library(name: "DiskFaults", type: .dynamic, targets: ["DiskFaults"]),
    ],
    targets: [
        // C, each imported by exactly one Swift target.
        .target(name: "CLinux"),
        .systemLibrary(name: "CRocksDB"),
        .systemLibrary(name: "CCurl"),

        // The ground floor: one idea each, no IO, nothing below.
        library("CivilTime"),
        library("Decimals"),
        library("Ordering"),
        library("Randomness"),
        library("StatusCodes"),
        library("TextForms"),
        library("JSON", ["Decimals", "Ordering", "TextForms"]),

        // Pure: no IO, time as an argument.
        library("ProtobufWire"),
        library(
            "FirestoreModel",
            ["CivilTime", "JSON", "Ordering", "ProtobufWire", "StatusCodes", "TextForms"]),
        library("Pricing", ["CivilTime", "Decimals", "Ordering", "TextForms"]),
        library("MirrorMessages", ["CivilTime", "JSON", "ProtobufWire"]),
        library("FeedMapping", ["CivilTime", "JSON", "Pricing", "TextForms"]),
        library("MirrorTree", ["FirestoreModel", "ProtobufWire", "StatusCodes"]),

        // The machine.
        library("LinuxSystem", ["CLinux", "TextForms"]),
        library("RocksStore", ["CRocksDB", "LinuxSystem", "StatusCodes"]),
        library("HTTPTransport", ["CCurl", "LinuxSystem", "TextForms"]),

        // The mirror.
        library(
            "DocumentStore",
            [
                "FirestoreModel", "LinuxSystem", "Ordering", "ProtobufWire", "RocksStore",
                "StatusCodes", "TextForms",
            ]),
        library("TTRPC", ["LinuxSystem", "ProtobufWire", "StatusCodes", "TextForms"]),
        library(
            "PointOfSale",
            [
                "CivilTime", "Decimals", "LinuxSystem", "Ordering", "Pricing", "StatusCodes",
                "TextForms",
            ]),
        library(
            "Feed",
            [
                "Decimals", "FeedMapping", "FirestoreModel", "HTTPTransport", "JSON", "LinuxSystem",
                "PointOfSale", "Pricing", "StatusCodes",
            ]),
        library(
            "Alleaves",
            [
                "CivilTime", "Decimals", "HTTPTransport", "JSON", "LinuxSystem", "PointOfSale",
                "Pricing", "Randomness", "StatusCodes", "TextForms",
            ]),
        library(
            "Catalog",
            [
                "CivilTime", "DocumentStore", "FirestoreModel", "MirrorTree", "Ordering",
                "Pricing", "ProtobufWire", "RocksStore", "StatusCodes", "TextForms",
            ]),
        library(
            "Sync",
            [
                "Catalog", "CivilTime", "DocumentStore", "FirestoreModel", "LinuxSystem",
                "MirrorTree", "PointOfSale", "Pricing", "ProtobufWire", "StatusCodes", "TextForms",
            ]),
        library(
            "AlleavesSimulator",
            [
                "CivilTime", "Decimals", "JSON", "LinuxSystem", "Ordering", "Randomness",
                "TextForms",
            ]),
        // The service, room by room.
        library(
            "Serving",
            [
                "Catalog", "FirestoreModel", "MirrorMessages", "MirrorTree",
                "ProtobufWire", "StatusCodes", "TTRPC",
            ]),
        library(
            "Access",
            [
                "Catalog", "DocumentStore", "FirestoreModel", "HTTPTransport", "JSON",
                "LinuxSystem", "MirrorMessages", "MirrorTree", "PointOfSale", "ProtobufWire",
                "Serving", "StatusCodes", "Sync", "TextForms", "TTRPC",
            ]),
        library(
            "Listening",
            [
                "Access", "Catalog", "DocumentStore", "FirestoreModel", "LinuxSystem",
                "MirrorMessages", "MirrorTree", "Ordering", "ProtobufWire", "StatusCodes", "Sync",
                "TTRPC",
            ]),
        library(
            "PosWrites",
            [
                "Access", "Catalog", "CivilTime", "Decimals", "DocumentStore", "FirestoreModel",
                "JSON", "LinuxSystem", "MirrorMessages", "MirrorTree", "PointOfSale", "Pricing",
                "ProtobufWire", "Serving", "StatusCodes", "Sync", "TextForms", "TTRPC",
            ]),
        library(
            "Reports",
            [
                "Access", "Catalog", "CivilTime", "DocumentStore", "FirestoreModel", "LinuxSystem",
                "MirrorMessages", "MirrorTree", "PointOfSale", "Pricing", "ProtobufWire", "Serving",
                "StatusCodes", "Sync", "TTRPC",
            ]),
        library(
            "StoreInspector",
            [
                "Catalog", "DocumentStore", "FirestoreModel", "JSON", "LinuxSystem",
                "MirrorMessages", "MirrorTree", "ProtobufWire", "RocksStore", "StatusCodes",
                "TextForms",
            ]),
        library(
            "MirrorService",
            [
                "Access", "Catalog", "CivilTime", "Decimals", "DocumentStore", "FirestoreModel",
                "HTTPTransport", "JSON", "LinuxSystem", "Listening", "MirrorMessages",
                "MirrorTree", "PointOfSale", "PosWrites", "Pricing", "ProtobufWire", "Reports",
                "Serving", "StatusCodes", "StoreInspector", "Sync", "TextForms", "TTRPC",
            ]),
        library(
            "MirrorClient",
            [
                "FirestoreModel", "LinuxSystem", "MirrorMessages", "ProtobufWire", "StatusCodes",
                "TTRPC",
            ]),
        library(
            "CommandLine",
            [
                "DocumentStore", "Feed", "FeedMapping", "FirestoreModel", "HTTPTransport", "JSON",
                "LinuxSystem", "MirrorClient", "MirrorMessages", "MirrorTree", "PointOfSale",
                "ProtobufWire", "StatusCodes", "StoreInspector", "TextForms", "TTRPC",
            ]),

        .executableTarget(
            name: "posmirrord",
            dependencies: [
                "Access", "Alleaves", "DocumentStore", "Feed", "FirestoreModel", "HTTPTransport",
                "LinuxSystem", "MirrorService", "PointOfSale", "StatusCodes", "Sync", "TextForms",
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "posmirror",
            dependencies: [
                "AlleavesSimulator", "CommandLine", "FirestoreModel", "JSON", "LinuxSystem",
                "MirrorClient", "MirrorMessages", "MirrorTree", "RocksStore", "StatusCodes",
                "StoreInspector",
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "posmirror-bench",
            dependencies: [
                "Alleaves", "AlleavesSimulator", "Catalog", "CommandLine", "DocumentStore",
                "FirestoreModel", "HTTPTransport", "JSON", "LinuxSystem", "MirrorClient",
                "MirrorMessages", "MirrorService", "MirrorTree", "PointOfSale", "Pricing",
                "ProtobufWire", "Randomness", "RocksStore", "Sync", "TextForms", "TTRPC",
            ],
            path: "Benchmarks/posmirror-bench", swiftSettings: strict),

        .target(name: "DiskFaults", path: "Tests/DiskFaults"),
        .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: strict),
        tests("CivilTime", ["CivilTime"]),
        tests("Decimals", ["Decimals", "Randomness", "TestSupport"]),
        tests("Ordering", ["Ordering", "Randomness", "TestSupport"]),
        tests("Randomness", ["Randomness"]),
        tests("StatusCodes", ["StatusCodes"]),
        tests("TextForms", ["Randomness", "TestSupport", "TextForms"]),
        tests("JSON", ["JSON", "Randomness", "TestSupport"]),
        tests("ProtobufWire", ["ProtobufWire", "Randomness", "TestSupport"]),
        tests(
            "FirestoreModel",
            [
                "FirestoreModel", "JSON", "Ordering", "ProtobufWire", "Randomness", "StatusCodes",
                "TestSupport",
            ]),
        tests(
            "Listening",
            ["FirestoreModel", "Listening", "Randomness", "StatusCodes", "TestSupport"]),
        tests("Pricing", ["Decimals", "Pricing", "Randomness", "TestSupport"]),
        tests("MirrorMessages", ["MirrorMessages", "ProtobufWire"]),
        tests("MirrorTree", ["FirestoreModel", "MirrorTree", "StatusCodes"]),
        tests(
            "FeedMapping", ["FeedMapping", "FirestoreModel", "JSON", "Randomness", "TestSupport"]),
        tests("LinuxSystem", ["LinuxSystem", "TestSupport"]),
        tests(
            "RocksStore",
            ["Randomness", "RocksStore", "StatusCodes", "TestSupport"]),
        tests("HTTPTransport", ["HTTPTransport", "LinuxSystem", "TestSupport"]),
        tests(
            "DocumentStore",
            [
                "DocumentStore", "FirestoreModel", "LinuxSystem", "Ordering", "ProtobufWire",
                "Randomness", "RocksStore", "StatusCodes", "TestSupport",
            ]),
        tests("TTRPC", ["LinuxSystem", "Randomness", "StatusCodes", "TestSupport", "TTRPC"]),
        tests("PointOfSale", ["PointOfSale", "Randomness", "TestSupport"]),
        tests(
            "Feed",
            ["Feed", "FeedMapping", "HTTPTransport", "PointOfSale", "TestSupport"]),
        tests(
            "Alleaves",
            [
                "Alleaves", "Decimals", "HTTPTransport", "JSON", "LinuxSystem", "PointOfSale",
                "Pricing", "Randomness", "StatusCodes", "TestSupport",
            ]),
        tests(
            "Catalog",
            [
                "Catalog", "DocumentStore", "FirestoreModel", "JSON", "LinuxSystem",
                "MirrorMessages", "MirrorTree", "Ordering", "Pricing", "ProtobufWire",
                "Randomness", "StatusCodes", "TestSupport", "TextForms",
            ]),
        tests(
            "Sync",
            [
                "Alleaves", "AlleavesSimulator", "Catalog", "CivilTime", "DocumentStore",
                "FirestoreModel", "HTTPTransport", "JSON", "LinuxSystem", "MirrorMessages",
                "MirrorTree", "PointOfSale", "Pricing", "Randomness", "StatusCodes", "Sync",
                "TestSupport",
            ]),
        tests(
            "AlleavesSimulator",
            [
                "AlleavesSimulator", "JSON", "LinuxSystem", "Randomness", "TestSupport",
                "TextForms",
            ]),
        tests(
            "StoreInspector",
            [
                "Catalog", "DocumentStore", "FirestoreModel", "LinuxSystem", "Randomness",
                "RocksStore", "StatusCodes", "StoreInspector", "TestSupport",
            ]),
        .target(
            name: "ClientTestSupport",
            dependencies: [
                "LinuxSystem", "MirrorMessages", "ProtobufWire", "StatusCodes", "TTRPC",
            ],
            path: "Tests/ClientTestSupport", swiftSettings: strict),
        tests(
            "MirrorClient",
            [
                "ClientTestSupport", "FirestoreModel", "LinuxSystem", "MirrorClient",
                "MirrorMessages", "ProtobufWire", "StatusCodes", "TTRPC",
            ]),
        tests(
            "CommandLine",
            [
                "ClientTestSupport", "CommandLine", "FirestoreModel", "JSON", "LinuxSystem",
                "MirrorClient", "MirrorMessages", "ProtobufWire", "StatusCodes", "TestSupport",
                "TTRPC",
            ]),
        tests(
            "Access",
            [
                "Access", "FirestoreModel", "HTTPTransport", "LinuxSystem", "StatusCodes", "Sync",
                "TextForms", "TTRPC",
            ]),
        tests(
            "PosWrites",
            [
                "Alleaves", "Catalog", "DocumentStore", "FirestoreModel", "JSON", "LinuxSystem",
                "MirrorMessages", "PointOfSale", "PosWrites", "Randomness", "StatusCodes", "Sync",
                "TestSupport", "TTRPC",
            ]),
        tests(
            "MirrorService",
            [
                "Access", "Catalog", "DocumentStore", "FirestoreModel", "HTTPTransport",
                "LinuxSystem", "MirrorClient", "MirrorMessages", "MirrorService", "ProtobufWire",
                "StatusCodes", "Sync", "TestSupport", "TTRPC",
            ]),
        .testTarget(
            name: "DaemonTests",
            dependencies: [
                "AlleavesSimulator", "Catalog", "DocumentStore", "FirestoreModel", "JSON",
                "LinuxSystem", "MirrorClient", "MirrorMessages", "posmirror", "posmirror-bench",
                "posmirrord", "ProtobufWire", "Randomness", "RocksStore", "StatusCodes",
                "TestSupport", "TextForms", "TTRPC",
            ],
            exclude: ["Python"], swiftSettings: strict),
        .target(name: "ClockSteps", path: "Tests/ClockSteps"),
        .target(
            name: "Torture",
            dependencies: [
                "Alleaves", "AlleavesSimulator", "Catalog", "DocumentStore", "FirestoreModel",
                "HTTPTransport", "JSON", "LinuxSystem", "MirrorClient", "MirrorMessages",
                "PointOfSale", "ProtobufWire", "Randomness", "StatusCodes", "Sync", "TestSupport",
                "TextForms", "TTRPC",
            ],
            path: "Tests/Torture", swiftSettings: strict),
        .executableTarget(
            name: "posmirror-torture", dependencies: ["LinuxSystem", "Torture"],
            path: "Tests/posmirror-torture", swiftSettings: strict),
        tests("Torture", ["posmirrord", "Randomness", "TestSupport", "Torture"]),
        .target(
            name: "FuzzTargets",
            dependencies: [
                "Alleaves", "CivilTime", "Decimals", "FeedMapping", "FirestoreModel", "JSON",
                "LinuxSystem", "MirrorMessages", "PointOfSale", "Pricing", "ProtobufWire",
                "Randomness", "StatusCodes", "TextForms", "TTRPC",
            ],
            path: "Tests/FuzzTargets", swiftSettings: strict),
        .executableTarget(
            name: "posmirror-fuzz", dependencies: ["FuzzTargets", "LinuxSystem", "TestSupport"],
            path: "Tests/posmirror-fuzz", swiftSettings: strict),
        tests("Fuzz", ["FuzzTargets", "TestSupport"]),
        tests("Tidy", ["MirrorTree", "TextForms"]),
    ]
)
