import Delivery
import Diagnostics
import Events
import JSON
import Providers
import Time

/// Made-up messages that a template is tried with.
enum Sample {
    private struct Event {
        let summary: EventSummary
        let data: JSON
    }

    static func integration(_ provider: ProviderType) -> Integration {
        Integration(
            id: "sample",
            name: "Sample",
            provider: provider,
            webhook: Secret("https://example.com/sample"),
            filter: Filter(patterns: [.everything])
        )
    }

    /// Everything that a template of the kind can be given, for the names that it looks up.
    static func contexts(_ kind: TemplateKind, for integration: Integration) -> [JSON] {
        switch kind {
        case .event:
            (known + hostile).map { context($0, for: integration, cap: MessageComposer.eventCaps[0], fallback: "why") }
        case .test: [.testContext(for: integration, at: moment, fallback: "why")]
        case .digest:
            sources(for: integration).map { source in
                source.context(0, fallback: "why").json(0..<source.digest.lines.count, page: .widest)
            }
        }
    }

    /// What goes wrong when messages are made of the samples.
    static func failures(
        _ template: CompiledTemplate,
        _ kind: TemplateKind,
        for integration: Integration
    ) -> [Diagnostic] {
        switch kind {
        case .event:
            (known + hostile).compactMap { event in
                failure(template, for: integration) { cap in
                    context(event, for: integration, cap: cap, fallback: nil)
                }
            }
        case .test:
            [failure(template, for: integration) { _ in .testContext(for: integration, at: moment, fallback: nil) }]
                .compactMap { $0 }
        case .digest:
            sources(for: integration).compactMap { failure(template, $0) }
        }
    }

    private static func failure(
        _ template: CompiledTemplate,
        for integration: Integration,
        context: (_ cap: Int) -> JSON
    ) -> Diagnostic? {
        guard case .failure(let problem) = MessageComposer.render(template, for: integration, context: context) else {
            return nil
        }
        return problem
    }

    private static func failure(_ template: CompiledTemplate, _ digest: DigestSource) -> Diagnostic? {
        var pages = Pagination(digest, template, fallback: nil)
        do {
            _ = try pages.pages()
            return nil
        } catch {
            return error
        }
    }

    private static func context(_ event: Event, for integration: Integration, cap: Int, fallback: String?) -> JSON {
        .context(of: event.summary, data: event.data, for: integration, cap: cap, fallback: fallback)
    }
}

// MARK: - Events

extension Sample {
    private static let moment = Timestamp(seconds: 1_795_240_800)

    /// One of every known type and one of an unknown.
    private static let known: [Event] = (EventCatalogue.names + ["com.example.disk.tidied"]).map { type in
        let data = SampleEvents.event(type: type)["data"] ?? .null
        let things = ["service", "job", "addon", "cluster", "appId"].lazy
        let resource = things.compactMap { data[$0]?["id"]?.string ?? data[$0]?.string }.first
        let runs = ["build", "run", "backup", "templateRun"].lazy
        return event(
            type,
            project: data["project"]?["id"]?.string ?? data["appId"]?.string,
            resource: resource,
            run: runs.compactMap { data[$0]?["id"]?.string }.first,
            data
        )
    }

    /// Texts that would break out of JSON, call people, forge markup, or fill every limit.
    private static let hostile: [Event] = [
        #""}],"text":"broken"#, "@everyone <!channel> <@U1> <at>all</at>", "line\nbreak\r\n\u{0}\u{1B}[31m",
        "**b** _i_ `c` [t](https://example.com) # {{x}} {{{x}}}", "\u{202E}מילה 👩‍👩‍👧‍👦",
        String(repeating: "& < > \" \\ ", count: 200),
    ].map { text in
        event(
            text,
            project: text,
            resource: text,
            run: text,
            [
                "project": ["id": .string(text), "name": .string(text)],
                "service": ["id": .string(text), "name": .string(text)], "branch": .string(text),
                "message": .string(text), "url": .string("https://example.com/\(text)"),
            ]
        )
    }

    private static func event(
        _ type: String,
        project: String?,
        resource: String?,
        run: String?,
        _ data: JSON
    ) -> Event {
        let summary = EventSummary(
            sequence: 1,
            id: "sample",
            type: type,
            time: moment,
            project: project,
            resource: resource,
            run: run
        )
        return Event(summary: summary, data: data)
    }
}

// MARK: - Digests

extension Sample {
    private static func sources(for integration: Integration) -> [DigestSource] {
        [Array(known.prefix(1)), known, hostile, known + hostile].map { source($0, for: integration) }
            + [source(known, maximumItems: 5, for: integration)]
    }

    private static func source(
        _ events: [Event],
        maximumItems: Int = 100,
        for integration: Integration
    ) -> DigestSource {
        var builder = DigestBuilder(
            groupBy: integration.digest.groupBy,
            maximumItems: maximumItems,
            filter: integration.filter,
            severities: integration.severities
        )
        for (index, event) in events.enumerated() {
            let place = LogPlace(segment: 0, offset: UInt64(index), length: 0)
            let kind = EventCatalogue.entry(for: event.summary.type)
            builder.add(DigestEntry(event.summary, at: place, kind: kind))
        }
        var digest = builder.finish()
        let previous = ToldDigest(events: 1, critical: 0, warning: 1, troubles: [])
        digest.compare(Comparison(previous, cut: moment - .seconds(7200))) { _ in 0 }
        return DigestSource(
            digest: digest,
            window: moment - .seconds(3600)...moment,
            now: moment,
            integration: integration,
            data: digest.lines.map { events[Int($0.place.offset)].data }
        )
    }
}
