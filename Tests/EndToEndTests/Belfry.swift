import Foundation
import TestSupport

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
        let folder = try TemporaryDirectory()
        let (output, errors) = (try folder.write("", to: "output"), try folder.write("", to: "errors"))
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: home?.folder.path ?? folder.path)
        process.environment = ["PATH": "/usr/bin:/bin", "SWIFT_BACKTRACE": "enable=no"]
            .merging(home.map { ["BELFRY_HOME": $0.path] } ?? [:]) { $1 }.merging(environment) { $1 }
        process.standardInput = FileHandle(forReadingAtPath: try folder.write(input, to: "input"))
        process.standardOutput = FileHandle(forWritingAtPath: output)
        process.standardError = FileHandle(forWritingAtPath: errors)
        try SpawnGate.pass { try process.run() }
        process.waitUntilExit()
        return Ended(
            status: process.terminationStatus,
            output: try folder.read("output"),
            errors: try folder.read("errors")
        )
    }
}

/// A home that `belfry init` made.
struct TemporaryHome {
    let folder: TemporaryDirectory
    var path: String { folder.path("home") }

    init() throws {
        folder = try TemporaryDirectory()
        let made = try Belfry.run(["init", path])
        guard made.status == 0 else { throw CocoaError(.fileWriteUnknown, userInfo: ["errors": made.errors]) }
    }

    /// The names in a folder of the home, sorted.
    func names(in name: String) throws -> [String] { try folder.names(in: "home/" + name) }

    func text(_ name: String) throws -> String { try folder.read("home/" + name) }

    /// Writes a file and the folders above it.
    func write(_ name: String, _ text: String, mode: Int = 0o600) throws {
        waitForWriters(of: try folder.write(text, to: "home/" + name))
        try setMode(mode, of: name)
    }

    func setMode(_ mode: Int, of name: String) throws {
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path + "/" + name)
    }

    func mode(of name: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path + "/" + name)
        return (attributes[.posixPermissions] as? NSNumber)?.intValue ?? -1
    }
}
