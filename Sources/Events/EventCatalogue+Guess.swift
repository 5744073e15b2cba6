extension EventCatalogue.Entry {
    /// An entry for a type that no catalogue has: the last word of the name says how it went.
    ///
    /// `cron:sync:failure`, `deploy-failed`, `QUOTA_FAIL` and `com.example.job.error` are critical,
    /// `com.example.job.started` is the start of something, `disk:tidy` is news and no more.
    static func guess(_ type: String) -> EventCatalogue.Entry {
        let words = words(of: type)
        let (severity, phase) = words.last.flatMap { endings[$0] } ?? (.info, .none)
        return EventCatalogue.Entry(.unknown, type, title(of: words, or: type), severity, phase)
    }

    private static let endings: [String: (Severity, EventPhase)] = {
        let meanings: [(words: String, Severity, EventPhase)] = [
            ("failure failed fail error errored crash crashed fatal", .critical, .failed),
            ("abort aborted cancel canceled cancelled terminate terminated", .warning, .stopped),
            ("warning warn delay delayed paused stop stopped exceeded eviction evicted", .warning, .none),
            ("deletion deleted", .warning, .none),
            ("success succeeded successful ok completed complete finished recovered", .info, .succeeded),
            ("start started begin began queued", .info, .started),
            ("update updated progress", .info, .progressed),
        ]
        let pairs = meanings.flatMap { meaning in
            meaning.words.split(separator: " ").map { (String($0), (meaning.1, meaning.2)) }
        }
        return Dictionary(uniqueKeysWithValues: pairs)
    }()

    /// Lower-case words between whatever separates them; `camelCase` stays one word.
    private static func words(of type: String) -> [String] {
        type.split { ":-_./ ".contains($0) }.map { $0.lowercased() }
    }

    /// The words as a sentence; CloudEvents types begin with a domain turned round, which tells a reader nothing.
    private static func title(of words: [String], or type: String) -> String {
        let isReversedDomain = type.utf8.contains(UInt8(ascii: ".")) && words.count > 3
        let telling = isReversedDomain ? words.suffix(2).joined(separator: " ") : words.joined(separator: " ")
        guard let first = telling.first else { return type.isEmpty ? "Event" : type }
        return first.uppercased() + telling.dropFirst()
    }
}
