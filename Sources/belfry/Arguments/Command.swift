/// One command: what it takes, what help says of it, and what it does.
struct Command: Sendable {
    /// A word that stands behind the command.
    struct Operand: Sendable {
        /// How help names it: `ID`.
        let name: String
        let isRequired: Bool
        /// More than one may be named.
        let isRepeatable: Bool
        /// The only words it may be; empty for free text.
        let choices: [String]
        /// What the shells offer of what the home knows.
        let words: [KnownWords]

        init(
            _ name: String,
            isRequired: Bool = true,
            isRepeatable: Bool = false,
            choices: [String] = [],
            words: [KnownWords] = []
        ) {
            self.name = name
            self.isRequired = isRequired
            self.isRepeatable = isRepeatable
            self.choices = choices
            self.words = words
        }
    }

    /// A line to type and what it is good for.
    struct Example: Sendable {
        let line: String
        let purpose: String

        init(_ line: String, _ purpose: String) {
            self.line = line
            self.purpose = purpose
        }
    }

    let name: String
    /// One line, lower case, for the overview.
    let summary: String
    /// Paragraphs for `belfry help COMMAND`.
    let details: [String]
    var operand: Operand?
    /// A word behind the operand, for commands whose operand says what to do: `secret rotate ID`.
    var subject: Operand?
    /// Beyond the global ones.
    var flags: [Flag.Name] = []
    /// The words of those whose choice is another in each command; the first is what holds without the flag.
    var choices: [Flag.Name: [String]] = [:]
    /// Beyond 0 and 64, which every command has.
    var exitCodes: [ExitCode] = []
    let examples: [Example]
    let perform: @Sendable (borrowing Context) throws -> ExitCode

    /// The flag as this command has it.
    func flag(_ name: Flag.Name) -> Flag {
        var flag = Flag.named(name)
        if let own = choices[name] { flag.choices = own }
        return flag
    }

    func takes(_ flag: Flag.Name) -> Bool { flags.contains(flag) || Flag.global.contains(flag) }
}

extension Command {
    /// Every command there is, in the order of the overview.
    static let all = [
        run, demo, initialize, check, schema, emit, list, status, report, events, formats, enable, disable, mute, test,
        secret,
        queue, show, hold, release, requeue, drop, resend, reconcile, explain, render, schedule,
        add, remove, config, prune, doctor, completion, help,
    ]

    static func named(_ name: String) -> Command? { all.first { $0.name == name } }
}
