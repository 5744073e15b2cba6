import Configuration
import Diagnostics
import Providers

/// Why a command ends early: one line, what to do about it, and the code the program leaves with.
struct CommandError: Error {
    let code: ExitCode
    /// Lower case, without a full stop, as in `Diagnostic`.
    let message: String
    let notes: [String]

    init(_ code: ExitCode, _ message: String, notes: [String] = []) {
        self.code = code
        self.message = message
        self.notes = notes
    }
}

/// What was typed makes no sense: exit 64, nothing touched.
struct UsageError: Error, Equatable {
    let message: String
    /// The command whose help explains it; `nil` when there is none.
    var command: String?
}

/// Files that are wrong, all problems at once.
struct Problems: Error {
    let code: ExitCode
    let diagnostics: [Diagnostic]
}

extension UsageError {
    /// The error for a command that is not in the table.
    static func unknownCommand(_ name: String) -> UsageError {
        let near = nearestName(to: name, among: Command.all.map { $0.name })
        return UsageError(message: "unknown command '\(name)'" + (near.map { ", did you mean '\($0)'?" } ?? ""))
    }
}

extension Setup {
    /// The integration of that id; exit 3 where there is none.
    func integration(_ id: String) throws(CommandError) -> Integration {
        guard let integration = integrations.first(where: { $0.id == id }) else {
            throw CommandError.noIntegration(id, among: integrations.map(\.id))
        }
        return integration
    }
}

extension CommandError {
    /// The error for an id that no integration has: exit 3.
    static func noIntegration(_ id: String, among ids: [String]) -> CommandError {
        let known = ids.isEmpty ? "there are none yet" : "there are: " + ids.joined(separator: ", ")
        let near = nearestName(to: id, among: ids).map { "did you mean '\($0)'? " } ?? ""
        return CommandError(.notFound, "there is no integration '\(id)'", notes: [near + known])
    }
}
