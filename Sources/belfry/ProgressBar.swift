/// A line on standard error that shows how far long work is; nothing where there is no terminal.
struct ProgressBar {
    private let terminal: Terminal
    private var drawn = ""

    init(on terminal: Terminal) { self.terminal = terminal }

    /// Draws again when what is to be seen has changed.
    mutating func show(_ done: Int, of total: Int, _ what: String) {
        guard terminal.isErrorTerminal, terminal.verbosity != .quiet, total > 0 else { return }
        let line = ProgressBar.line(done, of: total, what, width: terminal.width)
        guard line != drawn else { return }
        drawn = line
        terminal.draw("\r" + line + "\u{1B}[K")
    }

    /// Removes the bar, before other lines are written.
    mutating func clear() {
        guard !drawn.isEmpty else { return }
        drawn = ""
        terminal.draw("\r\u{1B}[K")
    }

    /// `[########        ] 120/240 delivered`.
    private static func line(_ done: Int, of total: Int, _ what: String, width: Int) -> String {
        let label = " \(done)/\(total) \(what)"
        let room = max(0, min(40, width - label.count - 3))
        let filled = room * min(done, total) / total
        return "[" + String(repeating: "#", count: filled) + String(repeating: " ", count: room - filled) + "]" + label
    }
}
