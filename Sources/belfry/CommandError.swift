import Configuration
import Diagnostics
import Glibc
import Providers
import Storage

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

extension SystemError {
    /// What to do: as whom to come where somebody else's file or folder kept us out.
    var notes: [String] {
        guard isPermission, let owner = SystemError.owner(above: path), owner != geteuid() else { return [] }
        return ["it belongs to another user: sudo -u '\(Folder.nameOfUser(owner))' belfry …"]
    }

    /// Of a path, or of the first folder above it that can be looked at.
    private static func owner(above path: String) -> UInt32? {
        var parts = path.split(separator: "/", omittingEmptySubsequences: false)
        while !parts.isEmpty {
            if let status = Files.status(parts.joined(separator: "/")) { return status.owner }
            parts.removeLast()
        }
        return nil
    }
}
