/// A line on standard error that shows how far long work is; nothing where there is no terminal.
enum ProgressBar {
    /// `[########        ] 120/240 delivered`.
    static func line(_ done: Int, of total: Int, _ what: String, width: Int) -> String {
        let label = " \(done)/\(total) \(what)"
        let room = max(0, min(40, width - label.count - 3))
        let filled = room * min(done, total) / max(1, total)
        return "[" + String(repeating: "#", count: filled) + String(repeating: " ", count: room - filled) + "]" + label
    }
}

extension Terminal {
    /// Shows how far something is; whatever is written next takes its place.
    func show(_ done: Int, of total: Int, _ what: String) {
        guard isErrorTerminal, total > 0 else { return }
        draw(ProgressBar.line(done, of: total, what, width: width))
    }
}
