import Foundation

/// The built program, run as its users run it.
enum Belfry {
    /// How a run of the program ended.
    struct Ended: Equatable {
        let status: Int32
        let output: String
        let errors: String
    }

    /// SwiftPM puts the program beside the bundle of the tests.
    static let program = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
        .appendingPathComponent("belfry").path

    /// Runs `belfry ARGUMENTS` in a fresh folder, with nothing in the environment but what is given.
    ///
    /// With a home, `$BELFRY_HOME` names it and the program runs in its parent folder.
    static func run(
        _ arguments: [String],
        home: TemporaryHome? = nil,
        environment: [String: String] = [:],
        input: String = ""
    ) throws -> Ended {
        try run(program, arguments, home: home, environment: environment, input: input)
    }

    /// Runs any program the same way.
    static func run(
        _ path: String,
        _ arguments: [String],
        home: TemporaryHome? = nil,
        environment: [String: String] = [:],
        input: String = ""
    ) throws -> Ended {
        let folder = try TemporaryFolder()
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.currentDirectoryURL = home?.folder.url ?? folder.url
        process.environment = ["PATH": "/usr/bin:/bin", "SWIFT_BACKTRACE": "enable=no"]
            .merging(home.map { ["BELFRY_HOME": $0.path] } ?? [:]) { $1 }.merging(environment) { $1 }
        process.standardInput = try folder.file("input", input, .readOnly)
        process.standardOutput = try folder.file("output", "", .writeOnly)
        process.standardError = try folder.file("errors", "", .writeOnly)
        try process.run()
        process.waitUntilExit()
        return Ended(
            status: process.terminationStatus,
            output: try folder.text("output"),
            errors: try folder.text("errors")
        )
    }
}

/// A folder that is removed with the last reference to it.
final class TemporaryFolder {
    enum Access {
        case readOnly, writeOnly
    }

    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appendingPathComponent("belfry-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    func file(_ name: String, _ text: String, _ access: Access) throws -> FileHandle {
        let file = url.appendingPathComponent(name)
        try Data(text.utf8).write(to: file)
        return access == .readOnly ? try FileHandle(forReadingFrom: file) : try FileHandle(forWritingTo: file)
    }

    func text(_ name: String) throws -> String {
        String(decoding: try Data(contentsOf: url.appendingPathComponent(name)), as: UTF8.self)
    }
}

/// A home that `belfry init` made.
struct TemporaryHome {
    let folder: TemporaryFolder
    var path: String { folder.url.path + "/home" }

    init() throws {
        folder = try TemporaryFolder()
        let made = try Belfry.run(["init", path])
        guard made.status == 0 else { throw CocoaError(.fileWriteUnknown, userInfo: ["errors": made.errors]) }
    }

    /// The names in a folder of the home, sorted.
    func names(in folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path + "/" + folder).sorted()
    }

    func text(_ name: String) throws -> String { try folder.text("home/" + name) }

    /// Writes a file and the folders above it.
    func write(_ name: String, _ text: String, mode: Int = 0o600) throws {
        let file = URL(fileURLWithPath: path + "/" + name)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(),
            withIntermediateDirectories: true
        )
        try Data(text.utf8).write(to: file)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file.path)
    }

    func mode(of name: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path + "/" + name)
        return (attributes[.posixPermissions] as? NSNumber)?.intValue ?? -1
    }
}
