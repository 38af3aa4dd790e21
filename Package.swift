// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .treatAllWarnings(as: .error),
]
/// For the floors that wrap C libraries: every unsafe use is spelled out.
let unsafe: [SwiftSetting] = strict + [.strictMemorySafety()]

let argumentParser: Target.Dependency = .product(
    name: "ArgumentParser", package: "swift-argument-parser")
let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let sqlite: Target.Dependency = .product(name: "GRDBSQLite", package: "GRDB.swift")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let lifecycle: Target.Dependency = .product(
    name: "ServiceLifecycle", package: "swift-service-lifecycle")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let metrics: Target.Dependency = .product(name: "Metrics", package: "swift-metrics")
let nioConcurrency: Target.Dependency = .product(
    name: "NIOConcurrencyHelpers", package: "swift-nio")
let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioEmbedded: Target.Dependency = .product(name: "NIOEmbedded", package: "swift-nio")
let nioFoundation: Target.Dependency = .product(
    name: "NIOFoundationCompat", package: "swift-nio")
let nioHTTP1: Target.Dependency = .product(name: "NIOHTTP1", package: "swift-nio")
let nioSSL: Target.Dependency = .product(name: "NIOSSL", package: "swift-nio-ssl")
let nioTLS: Target.Dependency = .product(name: "NIOTLS", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")
let unixSignals: Target.Dependency = .product(
    name: "UnixSignals", package: "swift-service-lifecycle")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")

let package = Package(
    name: "saga-engine",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "sagactl", targets: ["sagactl"]),
        .executable(name: "groupcluster", targets: ["GroupClusterCommand"]),
        .library(name: "Transport", targets: ["Transport"]),
        .library(name: "SagaEngine", targets: ["Steps", "Journal", "SagaEngine", "Workers"]),
        .library(name: "SagaTesting", targets: ["SagaTesting"]),
        // To be preloaded into programs of the tests.
        .library(name: "DiskShim", type: .dynamic, targets: ["DiskShim"]),
        .executable(name: "power-loss", targets: ["PowerLoss"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // Floor 0: the C library, and the vocabulary.
        .systemLibrary(
            name: "CLMDB", pkgConfig: "lmdb", providers: [.apt(["liblmdb-dev"])]),
        // Declarations of what glibc hides; nothing is linked that is not linked anyway.
        .systemLibrary(name: "CSpawn"),
        .target(name: "Steps", dependencies: [yams, crypto], swiftSettings: strict),
        // Floor 1: safe wrappers.
        .target(name: "LMDB", dependencies: ["CLMDB"], swiftSettings: unsafe),
        .target(
            name: "Transport",
            dependencies: [
                lifecycle, logging, metrics, nioCore, nioFoundation, nioHTTP1, nioPosix, nioSSL,
                nioTLS,
            ],
            swiftSettings: strict),
        // Floor 2: what is written down.
        .target(
            name: "Journal", dependencies: ["Steps", "LMDB", grdb, sqlite, crypto],
            swiftSettings: strict),
        // Floor 3: what is decided.
        .target(name: "SagaEngine", dependencies: ["Steps", "Journal"], swiftSettings: strict),
        // Floor 4: what is done.
        .target(
            name: "Workers",
            dependencies: [
                "CSpawn", "Steps", "Transport", "Journal", "SagaEngine", logging, nioCore,
                nioFoundation, nioHTTP1, nioPosix,
            ],
            swiftSettings: strict),
        // Floor 5: the reference node API; imports nothing of the engine.
        .target(
            name: "GroupCluster",
            dependencies: [hummingbird, grdb, crypto, httpTypes, lifecycle, logging, nioCore],
            swiftSettings: strict),
        .executableTarget(
            name: "GroupClusterCommand",
            dependencies: ["GroupCluster", argumentParser, lifecycle, logging, unixSignals],
            swiftSettings: strict),
        .target(
            name: "SagaServer",
            dependencies: [
                "Steps", "Transport", "Journal", "SagaEngine", "Workers", hummingbird, httpTypes,
                logging, nioCore,
            ],
            swiftSettings: strict),
        // Floor 6: where the parts are put together.
        .executableTarget(
            name: "sagactl",
            dependencies: [
                "Steps", "Transport", "Journal", "SagaEngine", "Workers", "SagaServer",
                "SagaTesting", argumentParser, nioCore, nioHTTP1, nioPosix,
            ],
            swiftSettings: strict),
        // The real command and the parts of the engine, against limits that C programs set.
        .executableTarget(
            name: "SagaBenchmark",
            dependencies: [
                "Steps", "Journal", "SagaEngine", "Workers", "SagaTesting", argumentParser, grdb,
            ],
            path: "Benchmarks/Sagas", swiftSettings: strict),
        .executableTarget(
            name: "TransportBenchmark",
            dependencies: [
                "Transport", logging, nioConcurrency, nioCore, nioHTTP1, nioPosix,
            ],
            path: "Benchmarks/Transport", swiftSettings: strict),
        .executableTarget(
            name: "FailoverExample", dependencies: ["Transport", logging, nioCore, nioHTTP1],
            path: "Examples/FailoverExample", swiftSettings: strict),
        .executableTarget(
            name: "SagaExample", dependencies: ["Steps", "Journal", "SagaEngine", "Workers"],
            path: "Examples/SagaExample", swiftSettings: strict),
        // For tests, the project's and its users'.
        .target(
            name: "SagaTesting",
            dependencies: [
                "Steps", "Transport", "Journal", "SagaEngine", "Workers", nioCore, nioHTTP1,
            ],
            swiftSettings: strict),

        // Records what a program does to a disk, and makes the disk fail.
        .target(
            name: "DiskShim", path: "Tests/DiskShim", linkerSettings: [.linkedLibrary("dl")]),
        // What can be left of it when the power goes.
        .target(
            name: "PowerLossImages", path: "Tests/PowerLoss/Images", swiftSettings: strict),
        .executableTarget(
            name: "PowerLoss",
            dependencies: ["Steps", "Journal", "PowerLossImages", argumentParser],
            path: "Tests/PowerLoss/Command", swiftSettings: strict),

        // What several of the tests below start programs with.
        .target(
            name: "TestProcesses", dependencies: ["Transport"], path: "Tests/Processes",
            swiftSettings: strict),
        // Real programs against real nodes, and what can be known of them from outside.
        .target(
            name: "Bench",
            dependencies: [
                "Journal", "SagaTesting", "TestProcesses", "Transport", nioCore, nioHTTP1, grdb,
            ],
            path: "Tests/Bench", swiftSettings: strict),
        .executableTarget(
            name: "crash-matrix",
            dependencies: [
                "Bench", "Journal", "PowerLossImages", "SagaTesting", "TestProcesses",
                argumentParser,
            ],
            path: "Tests/CrashMatrix", swiftSettings: strict),
        // What fuzzing runs, as a library, so that the tests can run it on what was found before.
        .target(
            name: "FuzzTargets",
            dependencies: [
                "Steps", "Transport", "Journal", "Workers", nioCore, nioEmbedded, nioHTTP1,
            ],
            path: "Tests/Fuzz/Targets", swiftSettings: strict),
        .systemLibrary(name: "CLibFuzzer", path: "Tests/Fuzz/CLibFuzzer"),
        .executableTarget(
            name: "Fuzz", dependencies: ["FuzzTargets", "CLibFuzzer"], path: "Tests/Fuzz/Main",
            swiftSettings: strict),
        .testTarget(
            name: "FuzzTests", dependencies: ["FuzzTargets"], path: "Tests/Fuzz/Tests",
            swiftSettings: strict),
        // Bugs to plant, the copy of the tree that they are planted in, and what looks for them.
        .target(
            name: "PlantedBugs", dependencies: [yams], path: "Tests/PlantedBugs/Planting",
            swiftSettings: strict),
        .executableTarget(
            name: "planted-bugs", dependencies: ["PlantedBugs", argumentParser],
            path: "Tests/PlantedBugs/Command", swiftSettings: strict),
        .executableTarget(
            name: "planted-bug-harness",
            dependencies: ["Steps", "LMDB", "Journal", "SagaTesting", argumentParser, grdb],
            path: "Tests/PlantedBugs/Harness", swiftSettings: strict),
        .testTarget(name: "StepsTests", dependencies: ["Steps"], swiftSettings: strict),
        .testTarget(name: "LMDBTests", dependencies: ["LMDB"], swiftSettings: strict),
        .testTarget(
            name: "TransportTests",
            dependencies: [
                "Steps", "Transport", "TestProcesses", nioCore, nioHTTP1, nioPosix, nioSSL,
                // Built, and run as processes; nothing of it is imported.
                "GroupClusterCommand",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "JournalTests", dependencies: ["Steps", "Journal", "LMDB", "SagaTesting", grdb],
            swiftSettings: strict),
        .testTarget(
            name: "SagaEngineTests",
            dependencies: ["Steps", "Journal", "SagaEngine", "SagaTesting"],
            swiftSettings: strict),
        .testTarget(
            name: "WorkersTests",
            dependencies: [
                "Steps", "Journal", "SagaEngine", "Workers", "SagaTesting", nioCore, nioHTTP1,
                nioPosix,
            ],
            swiftSettings: strict),
        .testTarget(
            name: "SagaTestingTests",
            dependencies: ["Steps", "Journal", "SagaEngine", "SagaTesting"],
            swiftSettings: strict),
        .testTarget(
            name: "PlantedBugsTests", dependencies: ["PlantedBugs"], swiftSettings: strict),
        .testTarget(
            name: "GroupClusterTests",
            dependencies: [
                "GroupCluster", "Transport", "TestProcesses", lifecycle, logging, nioCore,
                nioHTTP1, nioPosix,
            ],
            swiftSettings: strict),
        .testTarget(
            name: "DiskFaultTests",
            dependencies: [
                "PowerLossImages", "TestProcesses", grdb,
                // Built, and run as processes; nothing of them is imported. The library DiskShim is
                // built as a product, and must not be linked.
                "sagactl", "GroupClusterCommand",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "CommandTests",
            dependencies: [
                "Bench", "Steps", "Journal", "SagaEngine", "SagaTesting", "TestProcesses",
                "Transport", nioCore, nioHTTP1, grdb,
                // Built, and run as processes; nothing of them is imported.
                "sagactl", "GroupClusterCommand",
            ],
            swiftSettings: strict),
    ]
)
