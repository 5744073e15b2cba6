import Configuration
import Diagnostics
import JSON
import Testing

@Suite struct ConfigurationSchemaTests {
    private static func keys(_ schema: JSON) -> [String] { schema["properties"]?.members?.map { $0.key } ?? [] }

    /// Northflank's form and Clever Cloud's.
    private static let forms = ConfigurationSchema.integration["oneOf"]?.array ?? []

    @Test func anIntegrationHasTwoForms() { #expect(Self.forms.count == 2) }

    @Test(arguments: keys(forms[1]).filter { $0 != "urls" })
    func everyKeyOfAHookIsRead(_ key: String) {
        let reading = Configuration.read(["a": "{\"urls\": [{\"url\": \"https://a.b\"}], \"\(key)\": [[]]}"])
        #expect(reading.problems.contains { $0.message.hasPrefix("expected") && $0.position?.column ?? 0 > 1 })
        #expect(!reading.problems.contains { $0.message.hasPrefix("unknown key") })
    }

    @Test(arguments: keys(forms[0]) + ["urls"])
    func everyKeyOfTheIntegrationSchemaIsRead(_ key: String) {
        let reading = Configuration.read(["a": "{\"\(key)\": [[]]}"])
        #expect(reading.problems.contains { $0.message.hasPrefix("expected") && $0.position?.column ?? 0 > 1 })
        #expect(!reading.problems.contains { $0.message.hasPrefix("unknown key") })
    }

    @Test(arguments: keys(ConfigurationSchema.settings))
    func everyKeyOfTheSettingsSchemaIsRead(_ key: String) {
        let reading = Configuration.read(settings: "{\"\(key)\": [[]]}", [:])
        #expect(reading.problems.contains { $0.message.hasPrefix("expected") })
        #expect(!reading.problems.contains { $0.message.hasPrefix("unknown key") })
    }

    @Test func theSchemasListTheKeysThatAnUnknownKeyIsToldOf() throws {
        let schemas = [Self.forms[0], ConfigurationSchema.settings]
        let readings = [
            Configuration.read(["a": #"{"zzzzzz": 1}"#]), Configuration.read(settings: #"{"zzzzzz": 1}"#, [:]),
        ]
        for (schema, reading) in zip(schemas, readings) {
            let problem = try #require(reading.problems.first { $0.message == "unknown key 'zzzzzz'" })
            let known = Self.keys(schema).sorted().joined(separator: ", ")
            #expect(problem.notes == ["known keys: " + known])
        }
    }

    @Test func defaultsHaveEveryKeyThatIsNotAnIntegrationsOwn() {
        let own = [
            "$schema", "name", "type", "webhook", "to", "mail", "secret", "signing", "restricted", "projects", "events",
        ]
        let defaults = ConfigurationSchema.settings["properties"]?["defaults"] ?? .null
        #expect(Self.keys(Self.forms[0]) == own + Self.keys(defaults))
    }

    @Test(arguments: [ConfigurationSchema.integration, ConfigurationSchema.settings, ConfigurationSchema.event])
    func everySchemaNamesItsDraft(_ schema: JSON) {
        #expect(schema["$schema"] == "https://json-schema.org/draft/2020-12/schema")
    }

    @Test func theIntegrationSchemaDemandsWhatTheReaderDemands() {
        #expect(Self.forms[1]["required"] == ["urls"])
        #expect(Self.forms[0]["required"] == ["name", "type", "events"])
        #expect(Self.forms[0]["else"]?["required"] == ["webhook"])
        let missing = Configuration.read(["a": "{}"]).problems.map { $0.message }
        #expect(missing == ["'name' is missing", "'type' is missing", "'events' is missing"])
        let webhook = Configuration.read(["a": #"{"name": "Ops", "type": "SLACK", "events": null}"#])
        #expect(webhook.problems.map(\.message) == ["'webhook' is missing"])
    }
}
