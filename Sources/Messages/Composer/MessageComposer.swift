package import Delivery
package import Diagnostics
package import Events
package import JSON
import Mustache
package import Providers
package import Time

/// Makes payloads of events and digests, by the templates of the home and of the program.
///
/// Whatever a home's template does, there is a payload: the program's template takes the place of one that cannot be
/// used, says so in the message, and the payload carries the reason.
package struct MessageComposer {
    /// Texts of an event are cut to so many characters, one after the other until the payload fits.
    static let eventCaps = [1000, 400, 160, 60]

    let templates: TemplateSet
    private var compiled: [String: CompiledTemplate] = [:]

    /// Takes the home's files by their path in its folder of templates, as in `slack/event.json.mustache`.
    ///
    /// Nothing is compiled yet: that happens when a template's first message is made.
    package init(overrides: [String: SourceFile] = [:]) {
        templates = TemplateSet(overrides: overrides)
    }

    /// Whether an integration's single events go out as they were spooled: nothing is rendered, nothing recorded.
    package func isVerbatim(_ integration: Integration) -> Bool {
        integration.provider == .rawWebhook && !templates.isOverridden(.event, for: .rawWebhook)
    }

    /// Makes the message for a single event.
    ///
    /// A raw webhook's is `{"event": type, "data": the data's very bytes}`, unless the home has a template for it; so
    /// `data` is one JSON object as it was spooled.
    package mutating func compose(_ event: EventSummary, data: [UInt8], for integration: Integration) -> Payload {
        if isVerbatim(integration) {
            return Payload(bytes: RawWebhook.body(type: event.type, data: data))
        }
        let value = (try? JSON.read(data)) ?? .null
        return compose(.event, for: integration) { cap, fallback in
            .context(of: event, data: value, for: integration, cap: cap, fallback: fallback)
        }
    }

    /// Makes the message that confirms that a channel can be reached.
    package mutating func composeTest(for integration: Integration, at time: Timestamp) -> Payload {
        compose(.test, for: integration) { _, fallback in .testContext(for: integration, at: time, fallback: fallback) }
    }

    /// Makes the pages of a digest, each within the provider's limits.
    ///
    /// `window` is the span that the digest is about, wider than its events; times that are not of the day of `now` are
    /// told with their day. `data` reads an event's data and is called once for each line.
    package mutating func compose(
        _ digest: Digest,
        window: ClosedRange<Timestamp>,
        at now: Timestamp,
        for integration: Integration,
        data: (LogPlace) -> JSON?
    ) -> [Payload] {
        let data = digest.lines.map { data($0.place) }
        let source = DigestSource(digest: digest, window: window, now: now, integration: integration, data: data)
        do {
            var pages = Pagination(source, template(.digest, for: integration.provider), fallback: nil)
            return try pages.pages()
        } catch {
            return shippedPages(source, insteadOf: error)
        }
    }
}

// MARK: - Templates

extension MessageComposer {
    mutating func template(
        _ kind: TemplateKind,
        for provider: ProviderType,
        shippedOnly: Bool = false
    ) -> CompiledTemplate {
        let key = "\(provider.rawValue) \(kind.rawValue) \(shippedOnly)"
        if let known = compiled[key] { return known }
        guard let found = (shippedOnly ? .shippedOnly : templates).template(kind, for: provider) else {
            preconditionFailure("the program has no \(kind.rawValue) template for \(provider.rawValue)")
        }
        compiled[key] = found
        return found
    }
}

// MARK: - One payload

extension MessageComposer {
    private mutating func compose(
        _ kind: TemplateKind,
        for integration: Integration,
        context: (_ cap: Int, _ fallback: String?) -> JSON
    ) -> Payload {
        let own = template(kind, for: integration.provider)
        switch MessageComposer.render(own, for: integration, context: { context($0, nil) }) {
        case .success(let bytes): return Payload(bytes: bytes)
        case .failure(let problem):
            let shipped = template(kind, for: integration.provider, shippedOnly: true)
            let reason = MessageComposer.fallbackText(problem)
            let bytes = MessageComposer.render(shipped, for: integration) { context($0, reason) }
            var payload = Payload(bytes: (try? bytes.get()) ?? MessageComposer.lastResort(kind.rawValue))
            payload.fallback = problem
            return payload
        }
    }

    /// Renders with less and less text until it fits.
    static func render(
        _ template: CompiledTemplate,
        for integration: Integration,
        context: (_ cap: Int) -> JSON
    ) -> Result<[UInt8], Diagnostic> {
        var tooLong = Diagnostic(file: template.fileName, message: "the message cannot be rendered")
        for cap in eventCaps {
            switch Rendering(template, context(cap), for: integration) {
            case .fits(let bytes): return .success(bytes)
            case .tooLong(let problem, _): tooLong = problem
            case .broken(let problem): return .failure(problem)
            }
        }
        return .failure(tooLong)
    }
}

// MARK: - Falling back

extension MessageComposer {
    private mutating func shippedPages(_ source: DigestSource, insteadOf problem: Diagnostic) -> [Payload] {
        let shipped = template(.digest, for: source.integration.provider, shippedOnly: true)
        var pages = Pagination(source, shipped, fallback: MessageComposer.fallbackText(problem))
        var payloads: [Payload]
        do {
            payloads = try pages.pages()
        } catch {
            payloads = [Payload(bytes: MessageComposer.lastResort("\(source.digest.totals.events) events"))]
            payloads[0].eventCount = source.digest.totals.events
        }
        for index in payloads.indices { payloads[index].fallback = problem }
        return payloads
    }

    /// What the message itself says of it: the place and the reason, not the source line.
    private static func fallbackText(_ problem: Diagnostic) -> String {
        let place = problem.position.map { "\(problem.file):\($0)" } ?? problem.file
        let mostCharacters = 240
        return "fallback rendering: " + ShownText.line("\(place): \(problem.message)", cap: mostCharacters)
    }

    /// Should the program's own template fail: words that Slack, Discord and mail show, and that others keep.
    private static func lastResort(_ words: String) -> [UInt8] {
        let text = JSON.string("Belfry: \(words). The message could not be rendered; see the run's report.")
        return (["text": text, "content": text, "subject": text, "html": text] as JSON).compact
    }
}
