import Foundation
import JSON
import Messages
import Providers
import TestSupport
import Testing

/// The messages that the manual and the front page show are those that the program makes.
@Suite struct ShownMessagesTests {
    @Test(arguments: ["README.md", "Sources/Messages/Messages.docc/Messages.md"])
    func whatIsShownIsWhatIsSent(_ file: String) throws {
        let text = try String(contentsOfFile: "\(packageRoot)/\(file)", encoding: .utf8)
        let marks = /<!-- message (\w+) (\w+) -->\n[\s\S]*?<!-- \/message -->/
        #expect(text.firstMatch(of: marks) != nil, "\(file) shows no message")
        let renewed = try text.replacing(marks) { match in
            let seen = try Self.message(String(match.2), of: String(match.1))
            return "<!-- message \(match.1) \(match.2) -->\n\(seen)\n<!-- /message -->"
        }
        let difference = difference(of: renewed, fromGolden: file)
        #expect(difference == nil, "\(difference ?? "")")
    }

    @Test func everyProviderShowsEveryKind() throws {
        let file = "\(packageRoot)/Sources/Messages/Messages.docc/Messages.md"
        let text = try String(contentsOfFile: file, encoding: .utf8)
        // What is said of Teams holds for its workflows: the templates are the same.
        for provider in ProviderType.allCases where provider != .teamsWorkflows {
            for kind in ["digest", "event", "test"] {
                #expect(text.contains("<!-- message \(provider.rawValue) \(kind) -->"), "\(provider.rawValue) \(kind)")
            }
        }
    }

    private static func message(_ kind: String, of name: String) throws -> String {
        let provider = try #require(ProviderType(rawValue: name))
        let integration = Morning.integration(provider)
        let morning = try Morning()
        var composer = MessageComposer()
        let payload: Payload
        switch kind {
        case "digest":
            // A program's is long: one build tells enough.
            let shown = provider == .rawWebhook ? Morning(events: Array(morning.events.prefix(2))) : morning
            let digest = shown.digestBesideTheLast()
            payload = try #require(
                composer.compose(
                    digest,
                    window: Morning.window,
                    at: Morning.window.upperBound,
                    for: integration,
                    data: shown.data
                ).first
            )
        case "event":
            let event = morning.events[1]
            payload = composer.compose(event.summary, data: event.data.compact, for: integration)
        case "test": payload = composer.composeTest(for: integration, at: Morning.window.upperBound)
        default: throw UnknownKind(name: kind)
        }
        return Reader.sees(try JSON.read(payload.bytes), in: provider)
    }

    private struct UnknownKind: Error {
        let name: String
    }
}
