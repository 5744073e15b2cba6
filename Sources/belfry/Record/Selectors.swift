import Configuration
import Delivery
import Events
import Providers
import Runner
import Time

/// What a command is asked to look at; the same words mean the same in every command.
struct Selectors {
    /// The flags that it reads.
    static let flags: [Flag.Name] = [.integration, .project, .event, .since, .until]

    /// With `--since`: all that is on record.
    static let beginning = "beginning"

    /// `nil` for all.
    let integrations: Set<String>?
    let events: EventSelection

    init(_ typed: TypedArguments, now: Timestamp) throws(UsageError) {
        let named = typed.values(.integration)
        integrations = named.isEmpty ? nil : Set(named)
        var events = EventSelection()
        events.projects = typed.has(.project) ? Set(typed.values(.project)) : nil
        if typed.has(.event) {
            events.patterns = try typed.values(.event).map { text throws(UsageError) in
                let pattern = EventPattern(text.withoutTrigger)
                if let problem = pattern.problem { throw typed.error("--event '\(text)': \(problem)") }
                return pattern
            }
        }
        if typed.value(.since) != Selectors.beginning { events.since = try typed.moment(.since, now: now) }
        events.until = try typed.moment(.until, now: now)
        if let since = events.since, let until = events.until, since >= until {
            throw typed.error("nothing lies between --since \(since.rfc3339) and --until \(until.rfc3339)")
        }
        self.events = events
    }

    /// Nothing narrows it down.
    var isEverything: Bool { integrations == nil && events.isEverything }
}

extension Context {
    /// What was selected; exit 3 when an integration is named that is neither configured nor on record.
    func selectors(_ setup: Setup) throws -> Selectors {
        let selectors = try Selectors(typed, now: clock.now)
        try mustKnow(typed.values(.integration), setup)
        return selectors
    }

    /// Throws (exit 3) for the first id that no integration has or had.
    func mustKnow(_ ids: [String], _ setup: Setup) throws {
        let configured = setup.integrations.map(\.id)
        guard !ids.allSatisfy(configured.contains) else { return }
        let gone = try home.ledgerState().integrations.keys.filter { !configured.contains($0) }
        let known = configured + gone.sorted()
        for id in ids where !known.contains(id) { throw CommandError.noIntegration(id, among: known) }
    }
}

extension TypedArguments {
    /// The value of a flag that takes a moment as people name it.
    func moment(_ flag: Flag.Name, now: Timestamp) throws(UsageError) -> Timestamp? {
        guard let text = value(flag) else { return nil }
        guard let time = Timestamp(spoken: text, now: now) else {
            throw error("'\(text)' is not a time for '--\(flag.rawValue)': use \(Timestamp.spokenForms)")
        }
        return time
    }

    /// What was named behind the command; `-` stands for the first word of each line of standard input.
    func names() throws(FileError) -> [String] {
        var names: [String] = []
        for operand in operands {
            guard operand == "-" else {
                names.append(operand)
                continue
            }
            let text = String(decoding: try Descriptor.standardInput().readAll(), as: UTF8.self)
            names += text.split(whereSeparator: \.isNewline).compactMap { line in
                line.split(separator: " ", maxSplits: 1).first.map(String.init)
            }
        }
        return names
    }
}
