/// Completion scripts for the shells, written from the tables; what a home knows they ask the program for.
enum Completion {
    static let shells = ["bash", "zsh", "fish"]
    /// In place of a shell: the scripts ask for words with it.
    static let words = "words"

    static func script(for shell: String) -> String {
        switch shell {
        case "bash": bash
        case "zsh": zsh
        case "fish": fish
        default: preconditionFailure("shell '\(shell)' has no completion script")
        }
    }

    static var names: [String] { Command.all.map { $0.name } }

    static func flags(of command: Command) -> [Flag] { (command.flags + Flag.global).map(command.flag) }

    static func lines(_ indent: Int, _ lines: [String]) -> String {
        lines.map { String(repeating: " ", count: indent) + $0 }.joined(separator: "\n")
    }

    /// How a shell asks for what a home knows: the words behind its function for that.
    static func kinds(_ words: [KnownWords]) -> String { words.map(\.rawValue).joined(separator: " ") }
}
