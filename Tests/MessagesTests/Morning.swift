import Delivery
import Events
import Foundation
import JSON
import Messages
import Providers
import Time

/// The events that the golden payloads tell of, as an event log would hand them over.
struct Morning {
    struct Event {
        let summary: EventSummary
        let data: JSON

        var place: LogPlace { LogPlace(segment: 1, offset: summary.sequence, length: 0) }
        var entry: DigestEntry {
            DigestEntry(summary, at: place, kind: EventCatalogue.entry(for: summary.type))
        }
    }

    static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden")
    static let window = moment("2026-11-21T06:00:00Z")...moment("2026-11-21T12:00:00Z")

    let events: [Event]

    init() throws {
        let text = try String(contentsOf: Morning.folder.appending(path: "morning.ndjson"), encoding: .utf8)
        events = try text.split(separator: "\n").enumerated().map { index, line in
            let json = try JSON.read(Array(line.utf8))
            let summary = EventSummary(
                sequence: UInt64(index),
                id: "event-\(index)",
                type: json["type"]?.string ?? "",
                time: Morning.moment(json["time"]?.string ?? ""),
                project: json["project"]?.string,
                resource: json["resource"]?.string,
                run: json["run"]?.string
            )
            return Event(summary: summary, data: json["data"] ?? .null)
        }
    }

    init(events: [Event]) { self.events = events }

    static func moment(_ text: String) -> Timestamp { Timestamp(rfc3339: text) ?? Timestamp(seconds: 0) }

    static func integration(_ provider: ProviderType) -> Integration {
        var integration = Integration(
            id: "blog-alerts",
            name: "Blog alerts",
            provider: provider,
            webhook: Secret("https://hooks.example.com/T/B/x"),
            filter: Filter(patterns: [EventPattern("**")])
        )
        integration.mode = .digest
        return integration
    }

    func digest(maximumItems: Int = 50) -> Digest {
        var builder = DigestBuilder(
            groupBy: [.project, .service],
            maximumItems: maximumItems,
            filter: Filter(patterns: [.everything])
        )
        for event in events { builder.add(event.entry) }
        return builder.finish()
    }

    /// The same beside the digest of six o'clock, which told of crashes and of four other events.
    func digestBesideTheLast() -> Digest {
        var digest = digest()
        let known: UInt64 = 1
        let previous = ToldDigest(events: 9, critical: 5, warning: 0, troubles: [known])
        digest.compare(Comparison(previous, cut: Morning.window.lowerBound)) { line in
            line.type == "infrastructure:service:container-crash" ? known : 0
        }
        return digest
    }

    /// The messages that tell a digest of these events: over the time that it covers, or over a window of its own.
    func pages(
        of digest: Digest,
        to provider: ProviderType,
        by composer: inout MessageComposer,
        over window: ClosedRange<Timestamp>? = nil
    ) -> [Payload] {
        let window = window ?? digest.first...digest.last
        let integration = Morning.integration(provider)
        return composer.compose(digest, window: window, at: window.upperBound, for: integration, data: data)
    }

    func data(_ place: LogPlace) -> JSON? { events.first { $0.place == place }?.data }
}
