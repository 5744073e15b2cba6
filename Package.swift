// swift-tools-version: 6.2
import PackageDescription

/// The house rules for every target: Swift 6, no warnings, explicit existentials, imports as narrow as they compile.
let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .treatAllWarnings(as: .error),
]

/// Swift's libraries become part of the shipped program: it starts in half the time and needs nothing but libcurl.
let standsAlone: [LinkerSetting] = [.unsafeFlags(["-static-stdlib"], .when(configuration: .release))]

/// Memory-unsafe expressions must say `unsafe`: the wall around C and raw memory.
let safe: [SwiftSetting] = strict + [.strictMemorySafety()]

func floor(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: safe)
}

func tests(
    _ name: String,
    _ dependencies: [Target.Dependency],
    exclude: [String] = [],
    resources: [Resource]? = nil
) -> Target {
    .testTarget(
        name: name,
        dependencies: dependencies + ["TestSupport"],
        exclude: exclude,
        resources: resources,
        swiftSettings: strict
    )
}

let package = Package(
    name: "belfry",
    products: [.executable(name: "belfry", targets: ["belfry"])],
    targets: [
        // 0: values everybody speaks
        floor("Diagnostics"),
        floor("JSON", ["Diagnostics"]),
        floor("Time"),
        floor("Cryptography"),

        // 1: pure decisions
        floor("Mustache", ["Diagnostics", "JSON"]),
        floor("Events", ["Diagnostics", "JSON", "Time"]),
        floor("Delivery", ["JSON", "Time"]),
        floor("Mail", ["Cryptography", "Time"]),

        // 2: pure translations
        floor("Providers", ["Cryptography", "Delivery", "Events", "JSON", "Mail", "Time"]),
        floor("Configuration", ["Delivery", "Diagnostics", "Events", "JSON", "Mail", "Providers", "Time"]),
        .target(
            name: "Messages",
            dependencies: [
                "Cryptography", "Delivery", "Diagnostics", "Events", "JSON", "Mustache", "Providers", "Time",
            ],
            swiftSettings: safe,
            plugins: ["EmbedTemplatesPlugin"]
        ),
        floor("Reports", ["Delivery", "Diagnostics", "Events", "JSON", "Providers", "Time"]),

        // 3: the world
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CLinux"),
        floor("Storage", ["CLinux", "Delivery", "Diagnostics", "Events", "JSON", "Time"]),
        floor("Transport", ["CCurl", "CLinux", "Delivery"]),

        // 4: where pure meets world
        floor(
            "Runner",
            [
                "Configuration", "Delivery", "Diagnostics", "Events", "JSON", "Messages", "Providers", "Reports",
                "Storage", "Time", "Transport",
            ]
        ),

        // Scripted endpoints of HTTP and SMTP on loopback: `belfry demo`, the tests and the benchmark talk to them.
        floor("Receiver"),

        // 5: arguments, terminal, exit codes
        .executableTarget(
            name: "belfry",
            dependencies: [
                "CLinux", "Configuration", "Cryptography", "Delivery", "Diagnostics", "Events", "JSON", "Messages",
                "Providers", "Receiver", "Reports", "Runner", "Storage", "Time", "Transport",
            ],
            swiftSettings: safe,
            linkerSettings: standsAlone
        ),
        .executableTarget(
            name: "belfry-bench",
            dependencies: ["CCurl", "Diagnostics", "JSON", "Mustache", "Receiver", "belfry"],
            swiftSettings: strict,
            linkerSettings: standsAlone
        ),

        // Build time: the files of `templates/` become part of the program.
        .executableTarget(name: "EmbedTemplates", swiftSettings: strict),
        .plugin(
            name: "EmbedTemplatesPlugin",
            capability: .buildTool(),
            dependencies: ["EmbedTemplates"],
            path: "Sources/EmbedTemplatesPlugin"
        ),

        .target(
            name: "TestSupport",
            dependencies: ["Receiver", "Time"],
            path: "Tests/TestSupport",
            swiftSettings: strict
        ),
        tests("DiagnosticsTests", ["Diagnostics"]),
        tests("JSONTests", ["Diagnostics", "JSON"]),
        tests("TimeTests", ["Time"]),
        tests("CryptographyTests", ["Cryptography"], resources: [.copy("Vectors")]),
        tests(
            "MustacheTests",
            ["Diagnostics", "JSON", "Mustache"],
            resources: [.copy("Cases"), .copy("Specification")]
        ),
        tests("EventsTests", ["Diagnostics", "Events", "JSON", "Time"]),
        tests("DeliveryTests", ["Delivery", "JSON", "Time"]),
        tests("MailTests", ["Mail", "Time"]),
        tests(
            "ProvidersTests",
            ["Delivery", "Events", "JSON", "Mail", "Providers", "Time"],
            resources: [.copy("Outcomes"), .copy("Wire")]
        ),
        tests(
            "ConfigurationTests",
            ["Configuration", "Delivery", "Diagnostics", "Events", "JSON", "Mail", "Providers", "Time"],
            resources: [.copy("Accepted"), .copy("Broken")]
        ),
        tests(
            "MessagesTests",
            ["Delivery", "Diagnostics", "Events", "JSON", "Mail", "Messages", "Mustache", "Providers", "Time"],
            resources: [.copy("Golden")]
        ),
        tests("ReportsTests", ["Delivery", "Events", "JSON", "Providers", "Reports", "Time"], exclude: ["Golden"]),
        tests("StorageTests", ["Delivery", "Diagnostics", "Events", "JSON", "Storage", "Time"]),
        tests("TransportTests", ["Delivery", "Receiver", "Transport"]),
        tests(
            "RunnerTests",
            [
                "Configuration", "Delivery", "Diagnostics", "Events", "JSON", "Messages", "Providers", "Receiver",
                "Reports", "Runner", "Storage", "Time", "Transport",
            ]
        ),
        tests(
            "EndToEndTests",
            ["JSON", "Providers", "Receiver", "Reports", "Time", "belfry"],
            exclude: ["Alerts", "Scripts"]
        ),
    ]
)
