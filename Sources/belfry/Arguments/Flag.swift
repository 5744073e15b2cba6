import Delivery
import Providers
import Reports
import Time

/// One flag: the same meaning in every command that takes it.
struct Flag: Sendable {
    /// The long spelling, without dashes.
    enum Name: String, CaseIterable, Sendable {
        case home, quiet, verbose, json, now, help, version
        case noColor = "no-color"
        case dryRun = "dry-run"
        case maxRuntime = "max-runtime"
        case wait, integration, force
        case failOn = "fail-on"
        case data, id, time, project
        case replay, reason, expires
        case keep
        case ages
        case maxAge = "max-age"
        case long, ids, yes, event, since, until, state, failed, held, missing
        case mode = "as"
        case apply, rematch, against, by
        case reveal, expect
        case range, format, detail, output, overlap
        case man
        case olderThan = "older-than"
        case maxSize = "max-size"
        case type, address
    }

    let name: Name
    let short: Character?
    /// How help names the value; `nil` for a switch.
    let placeholder: String?
    /// The only words it takes, unless the command has its own; empty for free text.
    var choices: [String]
    /// What the shells offer of what the home knows.
    let words: [KnownWords]
    let isRepeatable: Bool
    /// One line, lower case.
    let help: String

    init(
        _ name: Name,
        short: Character? = nil,
        takes placeholder: String? = nil,
        choices: [String] = [],
        words: [KnownWords] = [],
        isRepeatable: Bool = false,
        _ help: String
    ) {
        self.name = name
        self.short = short
        self.placeholder = placeholder
        self.choices = choices
        self.words = words
        self.isRepeatable = isRepeatable
        self.help = help
    }

    /// As it is typed: `--max-runtime`.
    var spelling: String { "--" + name.rawValue }
}

extension Flag {
    /// Every flag there is: parsing, help and the shells' completions are made from this table.
    static let all = [
        Flag(
            .home,
            takes: "DIR",
            "use the home in DIR (else $BELFRY_HOME, systemd's folders, /etc/belfry, ./belfry-home)"
        ),
        Flag(.quiet, short: "q", "print errors only"),
        Flag(.verbose, short: "v", "say what is done"),
        Flag(.now, takes: "TIME", "let the clock start at TIME (RFC 3339) and run on"),
        Flag(.noColor, "no colors, as with $NO_COLOR"),
        Flag(.help, short: "h", "explain the command"),
        Flag(.version, short: "V", "print the version"),
        Flag(.json, "print JSON"),
        Flag(.dryRun, short: "n", "send nothing and change nothing, tell what would be sent"),
        Flag(.maxRuntime, takes: "DURATION", "stop taking on work after DURATION, e.g. 60s or 5m"),
        Flag(.wait, "wait while another run holds the lock"),
        Flag(
            .integration,
            short: "i",
            takes: "ID",
            words: [.integrations],
            isRepeatable: true,
            "only this integration; may be repeated"
        ),
        Flag(.force, "ignore due times: cut digests and retry now"),
        Flag(
            .failOn,
            takes: "WHAT",
            choices: ["attention", "deferred", "never"],
            "what makes it exit with 1: attention (the rule), anything deferred too, now or before, or nothing"
        ),
        Flag(.data, takes: "FILE", "the event's data, a JSON object; - reads standard input"),
        Flag(.id, takes: "ID", "the event's id: the same id with the same content is taken once"),
        Flag(.time, takes: "TIME", "when it happened (RFC 3339); else now"),
        Flag(
            .project,
            takes: "ID",
            words: [.projects],
            isRepeatable: true,
            "the project it happened in; of several, any"
        ),
        Flag(
            .replay,
            takes: "HOW",
            choices: ["all", "digest", "none"],
            "what becomes of held events: sent one by one, as one digest, or skipped on the record"
        ),
        Flag(.reason, takes: "TEXT", "why, for status and reports"),
        Flag(.expires, takes: "WHEN", "when it ends: 8h from now, or a time (RFC 3339)"),
        Flag(.ages, "how long what waits has been waiting, in columns that widen"),
        Flag(.maxAge, takes: "DURATION", "exit with 1 when the last good run, or anything that waits, is older"),
        Flag(.long, short: "l", "tell more of each"),
        Flag(.ids, "print ids only, one a line"),
        Flag(.yes, short: "y", "do not ask"),
        Flag(
            .event,
            takes: "TYPE",
            words: [.types],
            isRepeatable: true,
            "only events of this type or pattern, and what tells of them; may be repeated"
        ),
        Flag(
            .since,
            takes: "TIME",
            "only events from TIME on: \(Timestamp.spokenForms); \(Selectors.beginning) for all"
        ),
        Flag(.until, takes: "TIME", "only events before TIME"),
        Flag(
            .state,
            takes: "STATE",
            choices: DeliveryState.allCases.map(\.rawValue),
            isRepeatable: true,
            "only deliveries in this state; may be repeated"
        ),
        Flag(.failed, "only what was rejected or exhausted"),
        Flag(.held, "only what no run sends before somebody acts: set aside, muted, its integration disabled or gone"),
        Flag(.missing, "events that matched and were never planned"),
        Flag(
            .mode,
            takes: "HOW",
            choices: Integration.Mode.allCases.map(\.rawValue),
            "one message for each event, or one digest of all of them"
        ),
        Flag(.apply, "send what is missing, rejected or exhausted"),
        Flag(.rematch, "match by the filters of today, not by those that were in force"),
        Flag(
            .against,
            takes: "FILE",
            "a list of event ids or events, one a line: which of them never came; - reads standard input"
        ),
        Flag(.by, takes: "WHAT", choices: ReconcileReport.Breakdown.allCases.map(\.rawValue), "a row for each"),
        Flag(.reveal, "show addresses and tokens; only to the owner of the home"),
        Flag(
            .expect,
            takes: "ID",
            words: [.integrations],
            isRepeatable: true,
            "exit with 1 unless it reaches this integration; may be repeated"
        ),
        Flag(
            .range,
            takes: "RANGE",
            "\(ReportRange.forms); else today"
        ),
        Flag(.format, takes: "FORMAT", "how it is written; else the first of these"),
        Flag(.detail, "list deliveries and attempts too"),
        Flag(.output, short: "o", takes: "FILE", "write to FILE, whole or not at all"),
        Flag(.overlap, takes: "DURATION", "how long the old secret signs beside the new one; else 24h"),
        Flag(.man, "all of it as a manual page, for man(1)"),
        Flag(.olderThan, takes: "DURATION", "what is older, e.g. 7d; else the settings' retention"),
        Flag(.maxSize, takes: "SIZE", "the oldest, until the state is no larger, e.g. 500M or 2G"),
        Flag(.type, takes: "TYPE", choices: ProviderType.allCases.map(\.rawValue), "what it is: SLACK, RAW_WEBHOOK"),
        Flag(.address, takes: "FILE", "where its address stands, in the first line; - reads standard input"),
        Flag(.keep, "leave the temporary home and say where it is"),
    ]

    /// Flags that every command takes.
    static let global: [Name] = [.home, .quiet, .verbose, .now, .noColor, .help, .version]

    static func named(_ name: Name) -> Flag {
        guard let flag = all.first(where: { $0.name == name }) else {
            preconditionFailure("flag '\(name.rawValue)' is not in the table")
        }
        return flag
    }
}
