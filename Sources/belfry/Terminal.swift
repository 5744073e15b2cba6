import Diagnostics
import Glibc
import SwiftOverlayShims

/// Where the program's words go: standard output for what was asked for, standard error for everything else.
struct Terminal {
    /// How much a line on standard error matters; systemd's journal reads it as `<3>` (sd-daemon(3)).
    enum Priority: Int {
        case error = 3
        case warning = 4
        case note = 6
    }

    enum Verbosity {
        case quiet, normal, verbose
    }

    let isOutputTerminal: Bool
    let isErrorTerminal: Bool
    /// Standard error is the journal, which wants priorities.
    let isJournal: Bool
    let usesColor: Bool
    let verbosity: Verbosity
    private let bar = BarLine()

    /// What is drawn at the end of standard error now; the same for all who write to this terminal.
    private final class BarLine {
        var text = ""
    }

    init(environment: [String: String], verbosity: Verbosity, allowsColor: Bool) {
        isOutputTerminal = isatty(STDOUT_FILENO) == 1
        isErrorTerminal = isatty(STDERR_FILENO) == 1
        isJournal = environment["JOURNAL_STREAM"].map(Terminal.isStandardError) ?? false
        let wantsColor = (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
        usesColor = allowsColor && wantsColor && isErrorTerminal
        self.verbosity = verbosity
    }

    /// Columns of the terminal behind standard error; 80 where it does not say.
    var width: Int {
        var size = winsize()
        guard unsafe ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    /// Prints what was asked for, as it is to a file, with control characters shown to a terminal.
    ///
    /// A reader that went away (`belfry events | head -1`) is no error; a full disk is.
    func print(_ text: String) throws(FileError) {
        try write(isOutputTerminal ? Terminal.shown(text) : text, to: STDOUT_FILENO)
    }

    /// Prints a page for people: strong lines are bold on a terminal, and all are plain elsewhere.
    func print(_ page: [PageLine]) throws(FileError) {
        let shown = page.map { line -> String in
            let text = isOutputTerminal ? visible(line.text) : line.text
            return isOutputTerminal && usesColor && line.isStrong ? "\u{1B}[1m\(text)\u{1B}[0m\n" : text + "\n"
        }
        try write(shown.joined(), to: STDOUT_FILENO)
    }

    /// Prints that something was done; `-q` leaves it out.
    func confirm(_ text: String) throws(FileError) {
        if verbosity != .quiet { try print(text) }
    }

    /// Says something beside the result; `-q` leaves only errors, and notes need `-v`.
    func say(_ priority: Priority, _ text: String) {
        switch (verbosity, priority) {
        case (.quiet, .warning), (.quiet, .note), (.normal, .note): return
        default: break
        }
        let prefix = isJournal ? "<\(priority.rawValue)>" : ""
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            prefix + highlighted(visible(String(line)), priority)
        }
        try? write(lines.joined(separator: "\n") + "\n", to: STDERR_FILENO)
    }

    func say(_ diagnostic: Diagnostic) {
        say(diagnostic.severity == .error ? .error : .warning, diagnostic.description)
    }

    /// Draws a line in place of the last one, until something else is written; nothing where there is no terminal.
    func draw(_ line: String) {
        guard isErrorTerminal, verbosity != .quiet, line != bar.text else { return }
        bar.text = line
        try? Terminal.write("\r" + line + "\u{1B}[K", to: STDERR_FILENO)
    }

    /// Removes the line that is drawn.
    func clear() {
        guard !bar.text.isEmpty else { return }
        bar.text = ""
        try? Terminal.write("\r\u{1B}[K", to: STDERR_FILENO)
    }

    private func highlighted(_ line: String, _ priority: Priority) -> String {
        guard usesColor, let word = ["error:", "warning:"].first(where: { line.contains($0) }) else { return line }
        let parts = line.split(separator: word, maxSplits: 1, omittingEmptySubsequences: false)
        return parts[0] + (priority == .error ? "\u{1B}[1;31m" : "\u{1B}[1;33m") + word + "\u{1B}[0m" + parts[1]
    }

    private static func shown(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { visible(String($0)) }
            .joined(separator: "\n")
    }

    /// `JOURNAL_STREAM` names the journal's socket by device and inode (systemd.exec(5)).
    private static func isStandardError(_ stream: String) -> Bool {
        var info = stat()
        guard unsafe fstat(STDERR_FILENO, &info) == 0 else { return false }
        return stream == "\(info.st_dev):\(info.st_ino)"
    }

    private func write(_ text: String, to descriptor: Int32) throws(FileError) {
        clear()
        try Terminal.write(text, to: descriptor)
    }

    private static func write(_ text: String, to descriptor: Int32) throws(FileError) {
        do throws(FileError) {
            try Files.write(Array(text.utf8), to: descriptor, "standard output")
        } catch {
            guard error.isBrokenPipe else { throw error }
        }
    }
}
