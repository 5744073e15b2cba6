import Glibc

extension Context {
    /// Whether to go on with something that touches many: told first, asked for at a terminal, and said beforehand with
    /// `--yes` elsewhere.
    func isConfirmed(_ question: String) throws -> Bool {
        if typed.has(.yes) { return true }
        guard canAsk else {
            throw typed.error("\(question): say --yes, since there is no terminal to ask at")
        }
        terminal.draw(question + "? [y/N] ")
        return ["y", "yes"].contains(readLine()?.lowercased() ?? "")
    }
}

extension Context {
    /// Somebody sits at a terminal.
    var canAsk: Bool { isatty(STDIN_FILENO) == 1 && terminal.isErrorTerminal }

    /// The answer to a question, one of `answers`; `nil` for none of them, and where there is nobody to ask.
    func answer(_ question: String, among answers: [String: some Sendable]) -> String? {
        guard canAsk else { return nil }
        terminal.draw(question + " ")
        guard let line = readLine()?.lowercased(), answers[line] != nil else { return nil }
        return line
    }
}

/// `1 delivery`, `2 deliveries`.
func counted(_ count: Int, _ one: String, _ many: String) -> String { "\(count) \(count == 1 ? one : many)" }
