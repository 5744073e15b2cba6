import Configuration
import Delivery
import Diagnostics
import Events
import JSON
import Providers
import Time

extension Command {
    static let config = Command(
        name: "config",
        summary: "the settings that are in force, and where each comes from",
        details: [
            "Without an ID it shows the settings of the home, with one what holds for that integration: its own keys, the "
                + "defaults of belfry.json, and the program's. Secrets are never shown, only where they stand."
        ],
        operand: .init("ID", isRequired: false, words: [.integrations]),
        flags: [.json],
        exitCodes: [.notFound, .inputOutput, .permission, .configuration],
        examples: [
            .init("belfry config", "the settings of the home"),
            .init("belfry config ops", "why does 'ops' wait an hour?"),
        ],
        perform: { context in
            let setup = try context.setup()
            let settings = ConfigurationText(try? SourceFile.read(context.home.settings))
            let rows: [EffectiveValue]
            if let id = context.typed.operand {
                let integration = try setup.integration(id)
                let own = ConfigurationText(try SourceFile.read(integration.file))
                rows = integration.effectiveValues.map { $0.located(in: own, defaults: settings) }
            } else {
                rows = setup.settings.effectiveValues.map { $0.located(in: settings, defaults: nil) }
            }
            try context.printDocument(
                aligned(rows.map { [$0.key, $0.value, $0.origin] }),
                .object(rows.map { JSON.Member($0.key, $0.json) })
            )
            return .success
        }
    )
}

/// One setting that is in force.
private struct EffectiveValue {
    /// `digest.every`.
    let key: String
    let value: String
    /// `integrations/ops.json:7`, or `default`.
    var origin = "default"

    init(_ key: String, _ value: String?) {
        self.key = key
        self.value = value ?? "none"
    }

    var json: JSON { ["value": .string(value), "origin": .string(origin)] }

    /// The same with its place: the integration's file, else `defaults`, else the top of `belfry.json`.
    func located(in own: ConfigurationText, defaults: ConfigurationText?) -> EffectiveValue {
        let path = key.split(separator: ".").map(String.init)
        var located = self
        located.origin =
            own.place(of: path) ?? defaults?.place(of: ["defaults"] + path) ?? fallback(path, defaults) ?? "default"
        return located
    }

    /// The two keys that hold for all integrations from the top of `belfry.json`.
    private func fallback(_ path: [String], _ defaults: ConfigurationText?) -> String? {
        ["allowHTTP", "allowPrivate"].contains(key) ? defaults?.place(of: path) : nil
    }
}

/// A configuration file, to tell where in it a key stands.
private struct ConfigurationText {
    private let file: SourceFile?
    private let json: JSON?

    init(_ file: SourceFile?) {
        self.file = file
        json = file.flatMap { try? JSON.read($0.bytes, dialect: .configuration) }
    }

    func place(of path: [String]) -> String? {
        var value = json
        for key in path {
            // "disable": false says all that is below it, too.
            if let known = value, known.members == nil { break }
            value = value?[key]
        }
        guard let file, let value else { return nil }
        return "\(file.name):\(file.position(at: value.offset).line)"
    }
}

extension SourceFile {
    fileprivate static func read(_ path: String) throws(FileError) -> SourceFile {
        SourceFile(name: path, bytes: try Files.read(path))
    }
}

extension Settings {
    fileprivate var effectiveValues: [EffectiveValue] {
        [
            EffectiveValue("retention", retention.text), EffectiveValue("sync", sync.rawValue),
            EffectiveValue("allowUnknownEvents", "\(allowUnknownEvents)"), EffectiveValue("allowHTTP", "\(allowHTTP)"),
            EffectiveValue("allowPrivate", "\(allowPrivate)"), EffectiveValue("allowAddresses", list(allowAddresses)),
            EffectiveValue("proxy", proxy.map(Redactor.shown)), EffectiveValue("caFile", caFile),
            EffectiveValue("ownerNotice", list(ownerNotice)),
            EffectiveValue("heartbeat", heartbeat.map(Redactor.shown)),
            EffectiveValue("limits.maximumFileSize", "\(limits.maximumFileSize)"),
            EffectiveValue("limits.maximumEventSize", "\(limits.maximumEventSize)"),
            EffectiveValue("limits.maximumDepth", "\(limits.maximumDepth)"),
        ]
    }
}

extension Integration {
    fileprivate var effectiveValues: [EffectiveValue] {
        let isDigest = mode == .digest
        let common = [
            EffectiveValue("name", name), EffectiveValue("type", provider.rawValue),
            EffectiveValue(mail == nil ? "webhook" : "to", shownAddress),
            EffectiveValue("events", list(filter.patterns.map(\.text))),
            EffectiveValue("projects", filter.projects.map { list($0.sorted()) ?? "none" } ?? "all"),
            EffectiveValue("mode", mode.rawValue),
        ]
        let digests = [
            EffectiveValue(
                "digest.every",
                digest.schedule.every?.text ?? (digest.schedule.isEveryRun ? "every run" : nil)
            ),
            EffectiveValue("digest.at", list(digest.schedule.at.map(\.text))),
            EffectiveValue("digest.minEvents", "\(digest.schedule.minimumEvents)"),
            EffectiveValue("digest.maxWait", digest.schedule.longestWait.text),
            EffectiveValue("digest.groupBy", list(digest.groupBy.map(\.rawValue))),
            EffectiveValue("digest.maxItems", "\(digest.maxItems)"),
            EffectiveValue("digest.immediate", list(digest.immediate.map(\.text))),
        ]
        let sending = [
            EffectiveValue(
                "severity",
                list(
                    severities.map { rule in
                        "\(rule.patterns.map(\.text).joined(separator: " ")): \(rule.severity.rawValue)"
                    }
                )
            ),
            EffectiveValue("retry.schedule", list(retry.waits.map(\.text))),
            EffectiveValue("retry.expireAfter", retry.expireAfter.text),
            EffectiveValue("disable.failingFor", disable?.failingFor.text ?? "never"),
            EffectiveValue("disable.failures", disable.map { "\($0.failures)" } ?? "never"),
            EffectiveValue("timeout", timeout.text), EffectiveValue("concurrency", "\(concurrency)"),
            EffectiveValue("rate", rate.map { "\($0.count)/\($0.interval.text.drop(while: \.isNumber))" }),
            EffectiveValue("allowHTTP", "\(allowHTTP)"),
            EffectiveValue("allowPrivate", "\(allowPrivate)"),
        ]
        return common + (isDigest ? digests : []) + sending
    }
}

private func list(_ items: [String]) -> String? { items.isEmpty ? nil : items.joined(separator: ", ") }
