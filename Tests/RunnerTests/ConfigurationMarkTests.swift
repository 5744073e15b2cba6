import Delivery
import Events
import Providers
import TestSupport
import Testing

/// Whatever changes what is sent, when, where or how is a change of the configuration.
@Suite(.enabled(if: ZoneFiles.arePresent, "no zone files here: install tzdata"))
struct ConfigurationMarkTests {
    /// The mark that a run leaves on an integration with such keys.
    private func mark(
        _ type: ProviderType,
        _ keys: String,
        on station: Station,
        events: String = "null"
    ) throws -> String {
        station.integrate("a", type, events: events, with: keys)
        try station.run()
        return try #require(try station.ledger().integrations["a"]?.fingerprint)
    }

    private static let raw: [String] = [
        #""secret": "1""#, #""secret": "2""#, #""restricted": true, "projects": ["p"]"#,
        #""signing": {"secret": "whsec_ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3"}"#, #""mode": "digest""#,
        #""digest": {"quiet": {"from": "22:00", "to": "07:00"}}"#,
        #""digest": {"quiet": {"from": "22:00", "to": "06:00"}}"#, #""digest": {"timeZone": "Europe/Paris"}"#,
        #""alertWindows": {"build:*": "30m"}"#, #""alertWindows": {"build:*": "31m"}"#,
        #""retry": {"schedule": ["1m"]}"#, #""retry": {"schedule": ["1m", "2m"]}"#, #""retry": {"expireAfter": "1d"}"#,
        #""disable": false"#, #""disable": {"failures": 11}"#, #""disable": {"failingFor": "1d"}"#,
        #""timeout": "7s""#, #""concurrency": 2"#, #""rate": "1/s""#, #""rate": "1/m""#, #""from": "beginning""#,
        #""from": "2026-11-21T06:00:00Z""#, #""confirmOnCreate": true"#,
        #""headerPrefix": "X-Other-""#, #""severity": {"build:*": "info"}"#, #""severity": {"build:*": "critical"}"#,
    ]

    private static let digests: [String] = [
        #""digest": {"every": "1h"}"#, #""digest": {"at": ["09:00"]}"#,
        #""digest": {"at": ["09:00"], "days": ["mon"]}"#,
        #""digest": {"minEvents": 2}"#, #""digest": {"minEvents": 2, "maxWait": "2h"}"#,
        #""digest": {"groupBy": ["type"]}"#, #""digest": {"maxItems": 5}"#, #""digest": {"immediate": ["*:failure"]}"#,
        #""username": "Bell""#, #""avatarURL": "https://example.com/bell.png""#,
    ]

    @Test(arguments: [(ProviderType.rawWebhook, raw), (.discord, digests)])
    func eachKeyHasAMarkOfItsOwn(type: ProviderType, keys: [String]) throws {
        let station = try Station()
        var marks: [String: String] = [try mark(type, "", on: station): "none"]
        for key in keys {
            let known = marks.updateValue(key, forKey: try mark(type, key, on: station))
            #expect(known == nil, "\(key) is as \(known ?? "")")
        }
        #expect(marks[try mark(type, "", on: station)] == "none", "what is as it was is no change")
        #expect(marks[try mark(type, "", on: station, events: #"["build:*"]"#)] == nil)
    }

    @Test func theAddressesOfMailsCount() throws {
        let station = try Station()
        func mail(_ more: String) throws -> String {
            station.integrate(
                "a",
                file: """
                    {"name": "Mail", "type": "EMAIL", "to": ["a@example.com"], "events": null,
                     "mail": {"server": "smtp://127.0.0.1:1", "tls": "none", "from": "b@example.com"\(more)}}
                    """
            )
            try station.run()
            return try #require(try station.ledger().integrations["a"]?.fingerprint)
        }
        let marks = try ["", #", "replyTo": "c@example.com""#, #", "unsubscribe": ["https://example.com/stop"]"#].map(
            mail
        )
        #expect(Set(marks).count == marks.count)
    }

    /// Whoever gives an integration another property decides here whether it is part of the mark.
    @Test func everyPropertyIsThoughtOf() {
        let marked: Set = [
            "name", "provider", "webhook", "mail", "token", "signingKeys", "filter", "mode", "digest", "alertWindows",
            "timeZone", "retry", "disable", "timeout", "concurrency", "rate", "start", "confirmsOnCreate", "allowHTTP",
            "allowPrivate", "headerPrefix", "rawForm", "username", "avatarURL", "severities",
        ]
        let unmarked: Set = ["id", "signingFile", "file", "declared"]
        let integration = Integration(
            id: "a",
            name: "a",
            provider: .slack,
            webhook: Secret(""),
            filter: Filter(patterns: [])
        )
        #expect(Set(Mirror(reflecting: integration).children.compactMap(\.label)) == marked.union(unmarked))
    }
}
