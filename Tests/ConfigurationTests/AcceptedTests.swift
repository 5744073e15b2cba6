import Configuration
import Delivery
import Diagnostics
import Events
import JSON
import Providers
import Testing
import Time

/// Whole files that must be taken as they are, without a warning.
@Suite struct AcceptedTests {
    private func read(_ name: String, with settings: String? = nil) throws -> Integration {
        let reading = Configuration.read(
            settings: try settings.map { try Fixtures.file("Accepted/\($0).json", as: "belfry.json") },
            integrations: [try Fixtures.file("Accepted/\(name).json", as: "integrations/\(name).json")],
            secrets: Fixtures.secret,
            zones: Fixtures.zone
        )
        #expect(reading.problems.isEmpty, "\(reading.problems)")
        return try #require(reading.setup?.integrations.first)
    }

    @Test func northflanksBodyWithAll64TriggersIsTakenAsItIs() throws {
        let integration = try read("northflank")
        #expect(integration.id == "northflank")
        #expect(integration.name == "Release room")
        #expect(integration.provider == .rawWebhook)
        #expect(integration.webhook.revealed == "https://hooks.example.org/northflank")
        #expect(integration.token?.revealed == "6d1fd0cb2f5e4f1c")
        #expect(integration.filter.projects == ["personal-blog"])
        #expect(integration.filter.patterns.count == 55)
        #expect(integration.filter.matches(type: "service:autoscaling:event", project: "personal-blog"))
        #expect(!integration.filter.matches(type: "build:start", project: "personal-blog"))
        #expect(integration.declared["events"]?.members?.count == 64)
        #expect(integration.declared["restricted"] == true)
        #expect(integration.mode == .individual)
        #expect(integration.concurrency == 8)
        #expect(integration.retry == .standard)
        #expect(integration.disable == .standard)
        #expect(integration.file == "integrations/northflank.json")
    }

    @Test func everyKeyReachesTheIntegration() throws {
        let integration = try read("everything", with: "settings")
        #expect(integration.webhook.revealed == "https://discord.com/api/webhooks/1/abc")
        #expect(integration.filter.projects == ["personal-blog", "app_31d7c0aa"])
        #expect(
            integration.filter.patterns.map { $0.text }
                == ["**", "build:start", "CREDITS_ADDED", "build:*", "DEPLOYMENT_FAIL", "DEPLOYMENT_SUCCESS"]
        )
        #expect(integration.mode == .digest)
        #expect(integration.digest.schedule.every == .seconds(3600))
        #expect(integration.digest.groupBy == [.type, .project])
        #expect(integration.digest.maxItems == 5)
        #expect(integration.digest.immediate.count == 4)
        #expect(
            integration.severities.map { "\($0.patterns.map(\.text)) \($0.severity)" } == [
                #"["build:success"] warning"#, #"["infrastructure:**"] info"#,
                #"["build:*", "DEPLOYMENT_FAIL", "DEPLOYMENT_SUCCESS"] critical"#,
            ]
        )
        #expect(integration.retry.waits == [.milliseconds(250), .seconds(15), .seconds(300)])
        #expect(integration.retry.expireAfter == .seconds(2 * 86_400))
        #expect(integration.disable == DisablePolicy(failingFor: .seconds(3 * 86_400), failures: 3))
        #expect(integration.timeout == .seconds(20))
        #expect(integration.concurrency == 2)
        #expect(integration.rate == Rate(count: 30, interval: .seconds(60)))
        #expect(integration.start == .time(try #require(Timestamp(rfc3339: "2026-11-21T06:00:00Z"))))
        #expect(integration.allowHTTP && integration.allowPrivate && integration.confirmsOnCreate)
        #expect(integration.username == "Bell")
        #expect(integration.avatarURL == "https://example.com/bell.png")
    }

    @Test func digestsHaveTheirTimes() throws {
        let integration = try read("cadence", with: "settings")
        let schedule = integration.digest.schedule
        #expect(schedule.every == .seconds(86_400))
        #expect(schedule.at.map(\.text) == ["09:00", "18:00"])
        #expect(schedule.days == [.mon, .tue, .wed, .thu, .fri])
        #expect(schedule.minimumEvents == 10 && schedule.longestWait == .seconds(2 * 86_400))
        #expect(integration.timeZone.name == "Europe/Paris")
        #expect(integration.timeZone.offset(at: Timestamp(seconds: 0)).abbreviation == "CET")
        #expect(integration.digest.quiet?.from.text == "22:00" && integration.digest.quiet?.to.text == "07:00")
        #expect(integration.immediate.map(\.text) == ["build:failure"])
    }

    @Test func theSettingsTimeZoneIsThatOfAllWhoSayNothing() throws {
        let integration = Configuration.read(
            settings: SourceFile(name: "belfry.json", text: #"{"timeZone": "Europe/Paris"}"#),
            integrations: [try Fixtures.file("Accepted/northflank.json", as: "integrations/northflank.json")],
            secrets: Fixtures.secret,
            zones: Fixtures.zone
        ).setup?.integrations.first
        #expect(integration?.timeZone.name == "Europe/Paris")
    }

    @Test func aCleverCloudHookWithoutEventsWantsAll() throws {
        let integration = try read("clever-cloud")
        #expect(integration.filter == Filter(patterns: [.everything]))
        #expect(integration.webhook.revealed == "https://example.com/accounting")
        #expect(integration.token?.revealed == "token")
        #expect(integration.headerPrefix == "X-Belfry-")
        #expect(integration.disable == nil)
    }

    @Test func signingSecretsAreReadFromEverySourceInTheirOrder() throws {
        let integration = try read("signing")
        let ends = [nil, Timestamp(rfc3339: "2026-11-22T06:00:00Z"), nil]
        #expect(integration.signingKeys.map(\.end) == ends)
        #expect(integration.signingKeys.last?.text.revealed == "ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3")
        #expect(integration.signingFile == "secrets/signing")
        #expect(integration.token?.revealed == "kept beside it")
    }

    @Test func defaultsHoldWhereTheIntegrationSaysNothing() throws {
        let integration = try read("northflank", with: "settings")
        #expect(integration.timeout == .seconds(30))
        #expect(integration.digest.schedule.every == .seconds(6 * 3600))
        #expect(integration.digest.maxItems == 20)
        #expect(integration.retry.waits == RetrySchedule.standard.waits)
        #expect(integration.retry.expireAfter == .seconds(3 * 86_400))
        #expect(integration.disable == DisablePolicy(failingFor: DisablePolicy.standard.failingFor, failures: 3))
        #expect(integration.start == .beginning)
    }

    @Test func settingsAreRead() throws {
        let reading = Configuration.read(
            settings: try Fixtures.file("Accepted/settings.json", as: "belfry.json"),
            integrations: [],
            secrets: Fixtures.secret,
            files: Fixtures.locate,
            zones: Fixtures.zone
        )
        #expect(reading.problems.isEmpty, "\(reading.problems)")
        let settings = try #require(reading.setup?.settings)
        #expect(settings.allowAddresses.count == 7)
        #expect(settings.limits.maximumFileSize == 64 << 20)
        #expect(settings.limits.maximumEventSize == 65_536)
        #expect(settings.limits.maximumDepth == 32)
        #expect(settings.retention == .seconds(14 * 86_400))
        #expect(settings.sync == .each)
        #expect(settings.proxy?.revealed == "http://user:p%40ss@proxy.example:3128")
        #expect(settings.caFile == "/home/certificates/ours.pem")
        #expect(settings.groups.contains("deploys"))
    }

    @Test func nothingAtAllIsASetup() throws {
        let setup = try #require(Configuration.read([:]).setup)
        #expect(setup.integrations.isEmpty)
        #expect(setup.settings.limits.maximumFileSize == 1 << 30)
        #expect(setup.settings.retention == .seconds(30 * 86_400))
    }
}
