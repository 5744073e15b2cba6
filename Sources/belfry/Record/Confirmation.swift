import Glibc

extension Context {
    /// Whether to go on with something that touches many: told first, asked for at a terminal, and said beforehand with
    /// `--yes` elsewhere.
    func isConfirmed(_ question: String) throws -> Bool {
        if typed.has(.yes) { return true }
        guard isatty(STDIN_FILENO) == 1, terminal.isErrorTerminal else {
            throw typed.error("\(question): say --yes, since there is no terminal to ask at")
        }
        terminal.draw(question + "? [y/N] ")
        return ["y", "yes"].contains(readLine()?.lowercased() ?? "")
    }
}

/// `1 delivery`, `2 deliveries`.
func counted(_ count: Int, _ one: String, _ many: String) -> String { "\(count) \(count == 1 ? one : many)" }
