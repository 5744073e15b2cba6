import Diagnostics
import Events
import Foundation
import JSON
import Messages
import Providers
import Testing
import Time

/// A home's own templates page and fit like the program's, whatever of an event they show.
@Suite struct OwnTemplateTests {
    /// A provider's own templates, with `▸` for what they show: everything in one text, so that it is too long there.
    struct Frame: CustomTestStringConvertible, Sendable {
        let provider: ProviderType
        let folder: String
        let files: [String: String]

        var testDescription: String { folder }

        init(_ provider: ProviderType, _ folder: String, _ files: [String: String]) {
            self.provider = provider
            self.folder = folder
            self.files = files
        }

        /// The files for messages of a kind, showing `words`.
        func sources(_ kind: String, _ words: String) -> [(String, SourceFile)] {
            files.map { suffix, text in
                let path = "\(folder)/\(kind).\(suffix).mustache"
                return (path, SourceFile(name: "templates/\(path)", text: text.replacing("▸", with: words)))
            }
        }
    }

    private static let card =
        #"{"type": "message", "attachments": [{"contentType": "application/vnd.microsoft.card.adaptive", "content": "#
        + #"{"type": "AdaptiveCard", "version": "1.4", "body": [{"type": "TextBlock", "wrap": true, "text": "▸"}]}}]}"#

    static let frames = [
        Frame(
            .slack,
            "slack",
            ["json": #"{"text": "x", "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "▸"}}]}"#]
        ), Frame(.discord, "discord", ["json": #"{"embeds": [{"description": "▸"}]}"#]),
        Frame(.teams, "teams", ["json": card]), Frame(.teamsWorkflows, "teams_workflows", ["json": card]),
        Frame(
            .email,
            "email",
            [
                "subject.txt": "What happened", "txt": "▸",
                "html": "<!DOCTYPE html>\n<html><body><div>▸</div></body></html>",
            ]
        ),
    ]

    private func composer(_ frame: Frame) -> MessageComposer {
        let line = "{{#data}}{{text}}{{/data}} {{#link}}{{scheme}}:{{rest}}{{/link}}"
        let files = frame.sources("digest", "{{#lines}}\(line) ¶{{/lines}}") + frame.sources("event", line)
        return MessageComposer(overrides: Dictionary(uniqueKeysWithValues: files))
    }

    private func event(_ number: Int, text: String) -> Morning.Event {
        let made = Cases.event("build:failure", number: number)
        return Morning.Event(
            summary: made.summary,
            data: ["text": .string(text), "url": .string("https://example.com/runs/\(number)")]
        )
    }

    private func words(_ payload: Payload) throws -> String {
        try strings(JSON.read(payload.bytes)).joined(separator: " ")
    }

    @Test(arguments: frames) func threeHundredLinesArePagedAndEachIsToldOnce(_ frame: Frame) throws {
        var composer = composer(frame)
        let morning = Morning(events: (0..<300).map { event($0, text: "number \($0)n") })
        let digest = morning.digest(maximumItems: 300)
        let pages = morning.pages(of: digest, to: frame.provider, by: &composer)
        #expect(pages.count > 1 || ![.slack, .discord].contains(frame.provider))
        #expect(pages.allSatisfy { $0.fallback == nil })
        for page in pages { #expect(breaches(of: page.bytes, for: frame.provider) == []) }
        let text = try pages.map(words).joined()
        // A mail tells everything in both of its parts.
        let times = frame.provider == .email ? 2 : 1
        for number in 0..<300 {
            #expect(text.components(separatedBy: "number \(number)n").count == times + 1, "\(number)")
        }
        #expect(pages.reduce(0) { $0 + $1.eventCount } == 300)
    }

    @Test(arguments: frames) func anItemThatIsTooLongIsCutBetweenCharactersAndKeepsItsLink(_ frame: Frame) throws {
        var composer = composer(frame)
        let text = String(repeating: "👩‍👩‍👧‍👦e\u{301}", count: 8000)
        let long = event(1, text: text)
        let morning = Morning(events: [event(0, text: "short"), long, event(2, text: "last")])
        let digest = morning.digest()
        let pages = morning.pages(of: digest, to: frame.provider, by: &composer)
        let single = composer.compose(
            long.summary,
            data: long.data.compact,
            for: Morning.integration(frame.provider)
        )
        for payload in pages + [single] {
            #expect(payload.fallback == nil, "\(String(describing: payload.fallback))")
            #expect(breaches(of: payload.bytes, for: frame.provider) == [])
        }
        for told in [try words(single), try pages.map(words).joined()] {
            #expect(told.contains("https://example.com/runs/1"))
            let mark = try #require(told.firstIndex(of: "…"), "no mark where it was cut")
            let before = told[..<mark].suffix(20)
            #expect(before.allSatisfy { $0 == "👩‍👩‍👧‍👦" || $0 == "e\u{301}" }, "\(before)")
        }
        let all = try pages.map(words).joined()
        #expect(all.contains("short") && all.contains("last"))
        #expect(pages.reduce(0) { $0 + $1.eventCount } == 3)
    }

    @Test func aProgramGetsItsDataUncut() throws {
        let own = #"{"event": {{{event}}}, "data": {"text": {{{data.text}}}}}"#
        var composer = MessageComposer(
            overrides: [
                "raw_webhook/event.json.mustache": SourceFile(
                    name: "templates/raw_webhook/event.json.mustache",
                    text: own
                )
            ]
        )
        let text = String(repeating: "x", count: 100_000)
        let event = event(1, text: text)
        let payload = composer.compose(event.summary, data: event.data.compact, for: Morning.integration(.rawWebhook))
        #expect(try JSON.read(payload.bytes)["data"]?["text"]?.string == text)
    }
}
