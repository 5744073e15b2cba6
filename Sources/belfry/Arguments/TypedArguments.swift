import Diagnostics

/// Exactly what was typed, matched with the tables and nothing more: no file, no clock, no environment.
struct TypedArguments {
    /// `nil` when only `--help` or `--version` was typed, or nothing.
    private(set) var command: Command?
    private(set) var operands: [String] = []
    var operand: String? { operands.first }
    var subject: String? { operands.dropFirst().first }
    private var values: [Flag.Name: [String]] = [:]

    /// Whether a switch was given.
    func has(_ flag: Flag.Name) -> Bool { values[flag] != nil }

    func value(_ flag: Flag.Name) -> String? { values[flag]?.last }

    /// All values of a repeatable flag, in the order typed.
    func values(_ flag: Flag.Name) -> [String] { values[flag] ?? [] }
}

extension TypedArguments {
    /// Reads `[FLAG…] COMMAND [FLAG…] [OPERAND]`; flags may stand anywhere, `--` ends them.
    init(_ words: [String]) throws(UsageError) {
        var rest = words[...]
        var operands: [String] = []
        while let word = rest.popFirst() {
            if word == "--" {
                operands += rest
                break
            } else if word.hasPrefix("--") {
                try readLong(word.dropFirst(2), &rest)
            } else if word.hasPrefix("-"), word != "-" {
                try readShort(word.dropFirst(), &rest)
            } else if command == nil, operands.isEmpty {
                command = try TypedArguments.command(named: word)
            } else {
                operands.append(word)
            }
        }
        if command == nil, let first = operands.first {
            command = try TypedArguments.command(named: first)
            operands.removeFirst()
        }
        try check(operands)
    }

    private static func command(named name: String) throws(UsageError) -> Command {
        if let command = Command.named(name) { return command }
        throw UsageError.unknownCommand(name)
    }

    /// `--flag`, `--flag=value` or `--flag value`.
    private mutating func readLong(_ word: Substring, _ rest: inout ArraySlice<String>) throws(UsageError) {
        let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let name = String(parts[0])
        guard let flag = Flag.all.first(where: { $0.name.rawValue == name }) else {
            let spellings = command.map { command in Flag.all.filter { command.takes($0.name) } } ?? Flag.all
            throw error("unknown flag '--\(name)'" + suggestion("--" + name, spellings.map { $0.spelling }))
        }
        try accept(flag, as: flag.spelling, attached: parts.count > 1 ? String(parts[1]) : nil, &rest)
    }

    /// `-n`, `-nq`, `-iID` or `-i ID`.
    private mutating func readShort(_ letters: Substring, _ rest: inout ArraySlice<String>) throws(UsageError) {
        var letters = letters
        while let letter = letters.popFirst() {
            guard let flag = Flag.all.first(where: { $0.short == letter }) else {
                throw error("unknown flag '-\(letter)'")
            }
            let takesRest = flag.placeholder != nil && !letters.isEmpty
            try accept(flag, as: "-\(letter)", attached: takesRest ? String(letters) : nil, &rest)
            if takesRest { return }
        }
    }

    private mutating func accept(
        _ flag: Flag,
        as spelling: String,
        attached: String?,
        _ rest: inout ArraySlice<String>
    ) throws(UsageError) {
        if values[flag.name] != nil, !flag.isRepeatable { throw error("flag '\(spelling)' is given twice") }
        guard let placeholder = flag.placeholder else {
            if attached != nil { throw error("flag '\(spelling)' takes no value") }
            values[flag.name] = []
            return
        }
        guard let value = attached ?? rest.popFirst(), !value.isEmpty else {
            throw error("flag '\(spelling)' needs a value: \(spelling) \(placeholder)")
        }
        if !flag.choices.isEmpty, !flag.choices.contains(value) {
            throw error("'\(value)' is not a value of '\(spelling)': \(listed(flag.choices))")
        }
        values[flag.name, default: []].append(value)
    }

    /// The checks that need the command to be known.
    private mutating func check(_ operands: [String]) throws(UsageError) {
        guard let command else { return }
        for flag in Flag.all where has(flag.name) && !command.takes(flag.name) {
            throw error("'\(command.name)' does not take '\(flag.spelling)'")
        }
        if has(.quiet), has(.verbose) { throw error("'--quiet' and '--verbose' contradict each other") }
        if has(.help) || has(.version) { return }
        try checkChoices(of: command)
        guard let wanted = command.operand else {
            if let extra = operands.first { throw error("'\(command.name)' takes no '\(extra)'") }
            return
        }
        let most = command.subject == nil ? 1 : 2
        if operands.count > most, !wanted.isRepeatable {
            throw error("'\(command.name)' takes one \(wanted.name), not also '\(operands[most])'")
        }
        if wanted.isRequired, operands.isEmpty {
            let which = wanted.choices.isEmpty ? "" : ": \(listed(wanted.choices))"
            throw error("'\(command.name)' needs \(article(wanted.name)) \(wanted.name)\(which)")
        }
        self.operands = operands
        guard let operand, !wanted.choices.isEmpty, !wanted.choices.contains(operand) else { return }
        throw error(
            "'\(operand)' is not \(article(wanted.name)) \(wanted.name) of '\(command.name)'"
                + (suggestion(operand, wanted.choices).isEmpty
                    ? ": \(listed(wanted.choices))" : suggestion(operand, wanted.choices))
        )
    }

    private func checkChoices(of command: Command) throws(UsageError) {
        for (name, choices) in command.choices {
            guard let value = value(name), !choices.contains(value) else { continue }
            throw error("'\(value)' is not a value of '--\(name.rawValue)': \(listed(choices))")
        }
    }

    /// What was typed makes no sense.
    func error(_ message: String) -> UsageError { UsageError(message: message, command: command?.name) }
}

private func suggestion(_ word: String, _ known: [String]) -> String {
    nearestName(to: word, among: known).map { ", did you mean '\($0)'?" } ?? ""
}

private func listed(_ choices: [String]) -> String { choices.joined(separator: ", ") }

private func article(_ noun: String) -> String { "AEIO".contains(noun.prefix(1)) ? "an" : "a" }
