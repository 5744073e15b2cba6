import Diagnostics
import Events
import JSON
import Messages
import Providers
import Time

/// The home's own templates, which take the place of the program's.
struct HomeTemplates {
    /// By their path in the folder of templates: `slack/event.json.mustache`.
    let files: [String: SourceFile]

    /// Reads `templates/PROVIDER/*.mustache`; a home needs none.
    init(_ home: Home) throws(FileError) {
        var files: [String: SourceFile] = [:]
        let root = home.templates
        for folder in Files.isDirectory(root) ? try Files.names(in: root) : []
        where Files.isDirectory("\(root)/\(folder)") {
            for name in try Files.names(in: "\(root)/\(folder)") where name.hasSuffix(".mustache") {
                let path = "\(root)/\(folder)/\(name)"
                files["\(folder)/\(name)"] = SourceFile(name: path, bytes: try Files.read(path))
            }
        }
        self.files = files
    }

    /// Renders every known event, a digest of all of them and the confirmation for each provider, and answers what made
    /// the program's templates step in.
    func problems(with integrations: [Integration]) -> [Diagnostic] {
        guard !files.isEmpty else { return [] }
        var problems: [Diagnostic] = []
        for provider in ProviderType.allCases {
            let integration = integrations.first { $0.provider == provider } ?? HomeTemplates.sample(provider)
            for problem in fallbacks(for: integration) where !problems.contains(problem) { problems.append(problem) }
        }
        return problems
    }

    private func fallbacks(for integration: Integration) -> [Diagnostic] {
        var composer = MessageComposer(overrides: files)
        let samples = EventCatalogue.names.enumerated().map { SampleEvent($0.element, number: $0.offset) }
        var payloads = samples.map { composer.compose($0.summary, data: $0.data.compact, for: integration) }
        payloads.append(composer.composeTest(for: integration, at: SampleEvent.time))
        var digest = DigestBuilder(groupBy: integration.digest.groupBy, maximumItems: integration.digest.maxItems)
        for sample in samples { digest.add(sample.entry) }
        let window = SampleEvent.time...SampleEvent.time
        payloads += composer.compose(digest.finish(), window: window, for: integration) { place in
            samples[Int(place.offset)].data
        }
        return payloads.compactMap { $0.fallback }
    }

    /// Templates of a provider that no integration uses yet are checked too.
    private static func sample(_ provider: ProviderType) -> Integration {
        Integration(
            id: "sample",
            name: "Sample",
            provider: provider,
            webhook: Secret("https://example.com/hook"),
            filter: Filter(patterns: [EventPattern("**")])
        )
    }
}

/// A made-up event in the forms that the composer takes.
private struct SampleEvent {
    static let time = Timestamp(seconds: 1_795_240_800)

    let summary: EventSummary
    let data: JSON
    let entry: DigestEntry

    init(_ type: String, number: Int) {
        data = SampleEvents.event(type: type)["data"] ?? .object([])
        summary = EventSummary(
            sequence: UInt64(number + 1),
            id: "sample-\(number)",
            type: type,
            time: SampleEvent.time,
            project: data["project"]?["id"]?.string
        )
        let place = EventPlace(segment: 0, offset: UInt64(number), length: 0)
        entry = DigestEntry(summary, at: place, kind: EventCatalogue.entry(for: type))
    }
}
