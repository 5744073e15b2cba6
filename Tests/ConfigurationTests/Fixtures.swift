import Configuration
import Diagnostics
import Foundation
import Time

/// The files beside these tests, and the secrets that they speak of.
enum Fixtures {
    private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()

    /// The stems of a folder's files with an ending, in order.
    static func names(in subfolder: String, ending: String = "json") -> [String] {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.appending(path: subfolder).path)) ?? []
        return files.filter { $0.hasSuffix(".\(ending)") }.map { String($0.dropLast(ending.count + 1)) }.sorted()
    }

    static func file(_ path: String, as name: String) throws -> SourceFile {
        SourceFile(name: name, bytes: Array(try Data(contentsOf: folder.appending(path: path))))
    }

    static func text(_ path: String) throws -> String {
        try String(contentsOf: folder.appending(path: path), encoding: .utf8)
    }

    static func secret(_ source: SecretSource) -> Result<String, SecretError> {
        switch source {
        case .file("secrets/good"): .success("https://discord.com/api/webhooks/1/abc\n")
        case .file("secrets/slack"): .success("https://hooks.slack.com/services/T/B/x\n")
        case .file("secrets/proxy"): .success("http://user:p%40ss@proxy.example:3128\n")
        case .file("secrets/signing"):
            .success(
                """
                whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=
                whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw until 2026-11-22T06:00:00Z

                """
            )
        case .file(let path): .failure(SecretError("'\(path)' can't be read", notes: ["no such file"]))
        case .environment("GOOD_HOOK"): .success("https://example.com/accounting")
        case .environment(let name): .failure(SecretError("the variable '\(name)' is not set"))
        case .credential("good"): .success("token\r\n")
        case .credential(let name): .failure(SecretError("there is no credential '\(name)'"))
        }
    }
}

extension Fixtures {
    static func locate(_ path: String) -> Result<String, SecretError> {
        path.hasSuffix("missing.pem") ? .failure(SecretError("there is no '\(path)'")) : .success("/home/" + path)
    }
}

extension Fixtures {
    /// A place that is an hour ahead of Greenwich all year.
    static func zone(_ name: String) -> Result<Time.TimeZone, SecretError> {
        let block =
            "\(String(repeating: "\0", count: 15))" + String(repeating: "\0\0\0\0", count: 4) + "\0\0\0\u{1}\0\0\0\u{4}"
        let local = "\0\0\u{0E}\u{10}\0\0CET\0"
        let file = Array("TZif2\(block)\(local)TZif2\(block)\(local)\nCET-1\n".utf8)
        guard name == "Europe/Paris", let zone = Time.TimeZone(name: name, file: file) else {
            return .failure(SecretError("there is no time zone '\(name)'"))
        }
        return .success(zone)
    }
}

extension Configuration {
    /// Reads texts as files of those names.
    static func read(settings: String? = nil, _ integrations: [String: String]) -> Reading {
        read(
            settings: settings.map { SourceFile(name: "belfry.json", text: $0) },
            integrations: integrations.map { SourceFile(name: "integrations/\($0.key).json", text: $0.value) },
            secrets: Fixtures.secret
        )
    }
}
