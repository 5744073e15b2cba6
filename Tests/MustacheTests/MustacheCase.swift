import Diagnostics
import Foundation
import JSON
import Mustache
import Testing

/// One case of a suite in the specification's format: `{name, template, data, partials, expected}`.
///
/// `escaping` is ours and means HTML when it is not there.
struct MustacheCase: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let template: String
    let data: JSON
    let partials: [String: String]
    let escaping: Escaping
    let expected: String

    /// Compiles and renders; what goes wrong is the text, so that a failing case shows it.
    func render() -> String {
        let (template, problems) = Template.compile(
            SourceFile(name: testDescription, text: template),
            escaping: escaping
        ) { name in partials[name].map { SourceFile(name: name, text: $0) } }
        guard let template else { return problems.map(\.description).joined(separator: "\n") }
        do {
            return String(decoding: try template.render(data), as: UTF8.self)
        } catch {
            return error.diagnostic.description
        }
    }
}

extension MustacheCase {
    /// Reads all suites of a folder.
    static func suites(in folder: URL) throws -> [MustacheCase] {
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        return try files.sorted { $0.path < $1.path }
            .filter { $0.pathExtension == "json" }
            .flatMap { try suite($0) }
    }

    private static func suite(_ file: URL) throws -> [MustacheCase] {
        let text = try JSON.read([UInt8](Data(contentsOf: file)))
        let tests = try #require(text["tests"]?.array)
        return try tests.map { try MustacheCase($0, suite: file.deletingPathExtension().lastPathComponent) }
    }

    private init(_ test: JSON, suite: String) throws {
        let name = try #require(test["name"]?.string)
        testDescription = "\(suite): \(name)"
        template = try #require(test["template"]?.string)
        data = test["data"] ?? .object([])
        expected = try #require(test["expected"]?.string)
        let members = test["partials"]?.members ?? []
        partials = Dictionary(uniqueKeysWithValues: members.map { ($0.key, $0.value.string ?? "") })
        escaping = try Escaping(named: test["escaping"]?.string ?? "html")
    }
}

extension Escaping {
    fileprivate init(named name: String) throws {
        self = try #require(Escaping.allCases.first { "\($0)" == name }, "no escaping is named '\(name)'")
    }
}
