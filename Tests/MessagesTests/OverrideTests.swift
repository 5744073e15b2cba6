import Diagnostics
import Events
import JSON
import Messages
import Providers
import Testing
import Time

@Suite struct OverrideTests {
    private func composer(_ files: [String: String]) -> MessageComposer {
        MessageComposer(
            overrides: Dictionary(
                uniqueKeysWithValues: files.map { ($0, SourceFile(name: "templates/\($0)", text: $1)) }
            )
        )
    }

    private func pages(_ files: [String: String], _ provider: ProviderType = .slack) throws -> [Payload] {
        let morning = try Morning()
        var composer = composer(files)
        return composer.compose(
            morning.digest(),
            window: Morning.window,
            at: Morning.window.upperBound,
            for: Morning.integration(provider),
            data: morning.data
        )
    }

    @Test func aTemplateOfTheHomeTakesThePlaceOfTheShippedOne() throws {
        let pages = try pages(["slack/digest.json.mustache": #"{"text": "{{verdict}}"}"#])
        let text = try JSON.read(pages[0].bytes)["text"]?.string
        #expect(text?.hasPrefix("1 failed, 3 alerts, 1 warning · Personal Blog, Shop") == true)
        #expect(pages[0].fallback == nil)
    }

    @Test func aPartialOfTheHomeTakesThePlaceOfTheShippedOne() throws {
        let footer = #"{"type": "context", "elements": [{"type": "mrkdwn", "text": "ours"}]}"#
        let pages = try pages(["slack/footer.json.mustache": footer])
        #expect(try strings(JSON.read(pages[0].bytes)).contains("ours"))
    }

    @Test func aPartialIsLookedForInTheSharedFolderLast() throws {
        let pages = try pages([
            "slack/digest.json.mustache": #"{"text": "{{> hello}}"}"#, "shared/hello.json.mustache": "hello",
        ])
        #expect(try JSON.read(pages[0].bytes)["text"] == "hello")
    }

    @Test func aTemplateForWorkflowsComesBeforeTheOneForTeams() throws {
        let own =
            #"{"type": "message", "attachments": [{"contentType": "application/vnd.microsoft.card.adaptive", "content": {"type": "AdaptiveCard", "version": "1.4", "body": [{"type": "TextBlock", "text": "own"}]}}]}"#
        let pages = try pages(["teams_workflows/digest.json.mustache": own], .teamsWorkflows)
        #expect(try strings(JSON.read(pages[0].bytes)).contains("own"))
    }

    @Test(arguments: [
        ("{{#lines}}", "section 'lines' is never closed"),
        (#"{"text": "{{verdict}}" "blocks": []}"#, "the output is not JSON"),
        (#"{"text": ""}"#, "SLACK refuses the payload"),
        ("", "the output is not JSON"),
    ])
    func anUnusableTemplateFallsBackAndSaysSo(template: String, reason: String) throws {
        let pages = try pages(["slack/digest.json.mustache": template])
        let problem = try #require(pages[0].fallback)
        #expect(problem.message.contains(reason))
        #expect(problem.file == "templates/slack/digest.json.mustache")
        let text = try strings(JSON.read(pages[0].bytes)).joined(separator: "\n")
        #expect(text.contains("fallback rendering"))
        #expect(text.contains("Container crashed"))
    }

    @Test(arguments: ProviderType.allCases)
    func `T34: an event is never lost to a bad template`(provider: ProviderType) throws {
        let folder =
            ["SLACK": "slack", "DISCORD": "discord", "RAW_WEBHOOK": "raw_webhook", "EMAIL": "email"][provider.rawValue]
            ?? "teams"
        let ending = provider == .email ? "html" : "json"
        var composer = composer([
            "\(folder)/event.\(ending).mustache": "{{", "\(folder)/test.\(ending).mustache": "{{#]",
        ])
        let event = try Morning().events[1]
        let payload = composer.compose(event.summary, data: event.data.compact, for: Morning.integration(provider))
        #expect(payload.fallback != nil)
        #expect(try strings(JSON.read(payload.bytes)).contains { $0.contains("missing script") })
        let test = composer.composeTest(for: Morning.integration(provider), at: Timestamp(seconds: 0))
        #expect(test.fallback != nil)
    }

    @Test func theShippedTemplatesHaveNoProblems() {
        var composer = composer([:])
        #expect(composer.problems() == [])
    }

    @Test func outputThatIsNotJSONIsReportedWhereItWasWritten() {
        var composer = composer([
            "slack/event.json.mustache": """
            {
              "text": "{{title}}",
              "project": {{project.name}}
            }
            """
        ])
        let problem = composer.problems().first { $0.severity == .error }
        #expect(problem?.position == SourcePosition(line: 3, column: 16))
        #expect(problem?.message.hasPrefix("the output is not JSON") == true)
    }

    @Test(arguments: [
        (
            "slack/digest.json.mustache", #"{"text": "{{verdikt}} {{verdict}}"}"#,
            "nothing is named 'verdikt' in the sample data"
        ),
        ("slack/digest.json.mustache", #"{"text": "{{> fotter}} {{verdict}}"}"#, "partial 'fotter'"),
        ("slack/digets.json.mustache", #"{"text": "x"}"#, "no message is made of 'slack/digets.json.mustache'"),
        ("discord/event.json.mustache", #"{"content": ""}"#, "DISCORD refuses the payload"),
    ])
    func `T34: checking tells what is misspelt or refused`(path: String, template: String, expected: String) {
        var composer = composer([path: template])
        let problems = composer.problems()
        #expect(problems.contains { $0.message.contains(expected) }, "\(problems)")
    }
}
