import JSON
import Time

/// What a command works with: what was typed, and the world as it was at the start.
struct Context {
    let typed: TypedArguments
    let environment: [String: String]
    let terminal: Terminal
    let clock: WallClock

    init(_ typed: TypedArguments, environment: [String: String]) throws(UsageError) {
        self.typed = typed
        self.environment = environment
        terminal = Terminal(
            environment: environment,
            verbosity: typed.has(.quiet) ? .quiet : typed.has(.verbose) ? .verbose : .normal,
            allowsColor: !typed.has(.noColor)
        )
        clock = WallClock(startingAt: try typed.startOfClock())
    }

    var home: Home { Home(flag: typed.value(.home), environment: environment) }

    /// Prints a JSON document and its line break.
    func printJSON(_ text: String) throws(FileError) { try terminal.print(text + "\n") }

    /// Prints what a command has to say: for people, or with `--json` as one document.
    func printDocument(_ text: @autoclosure () -> String, _ json: @autoclosure () -> JSON) throws(FileError) {
        if typed.has(.json) { try printJSON(json().pretty) } else { try terminal.print(text()) }
    }

    /// Prints one of several things: for people, or with `--json` as a line.
    func printEntry(_ text: @autoclosure () -> String, _ json: @autoclosure () -> JSON) throws(FileError) {
        if typed.has(.json) { try printJSON(json().description) } else { try terminal.print(text()) }
    }
}

extension TypedArguments {
    /// The value of a flag that takes an RFC 3339 time.
    func time(_ flag: Flag.Name) throws(UsageError) -> Timestamp? {
        guard let text = value(flag) else { return nil }
        guard let time = Timestamp(rfc3339: text) else {
            throw UsageError(
                message: "'\(text)' is not a time for '--\(flag.rawValue)': use RFC 3339, e.g. 2026-11-21T06:00:00Z",
                command: command?.name
            )
        }
        return time
    }

    /// Where `--now` lets the clock start: clocks count from 1970.
    fileprivate func startOfClock() throws(UsageError) -> Timestamp? {
        guard let time = try time(.now) else { return nil }
        guard time >= Timestamp(seconds: 0) else {
            throw UsageError(
                message: "'\(value(.now) ?? "")' lies before 1970, where no clock starts: give '--now' a later time",
                command: command?.name
            )
        }
        return time
    }

    /// The value of a flag that takes a duration.
    func duration(_ flag: Flag.Name) throws(UsageError) -> Duration? {
        guard let text = value(flag) else { return nil }
        guard let duration = Duration(text: text) else {
            throw UsageError(
                message: "'\(text)' is not a duration for '--\(flag.rawValue)': use e.g. 30s, 5m or 2h",
                command: command?.name
            )
        }
        return duration
    }

    /// The operand of a command that requires one.
    var requiredOperand: String {
        guard let operand else { preconditionFailure("'\(command?.name ?? "")' was accepted without its operand") }
        return operand
    }
}
