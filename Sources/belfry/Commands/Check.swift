import Configuration
import Delivery
import Diagnostics
import JSON
import Messages
import Providers

extension Command {
    static let check = Command(
        name: "check",
        summary: "check everything that was configured, all problems at once",
        details: [
            "Reads belfry.json, every file in integrations/ and the secrets they name, as a run would, renders the "
                + "home's templates with an event of every known type, and sends nothing. Warnings do not change the "
                + "exit status. With --verbose it names the places it looks at."
        ],
        flags: [.json],
        exitCodes: [.inputOutput, .permission, .configuration],
        examples: [
            .init("belfry check", "before the next run finds it"),
            .init("belfry check --json | jq '.problems[]'", "for editors and pipelines"),
        ],
        perform: { context in
            let home = context.home
            tellPlaces(of: home, to: context.terminal)
            let configuration = try HomeConfiguration(home, environment: context.environment)
            var problems = configuration.problems + spoolProblems(home) + writableProblems(home)
            problems += networkProblems(home)
            problems += try templateProblems(home) + programProblems(configuration.setup)
            if context.typed.has(.json) {
                try context.printJSON(json(problems).pretty)
            } else {
                for problem in problems { context.terminal.say(problem) }
                try context.terminal.confirm(verdict(configuration.setup, problems) + "\n")
            }
            return problems.contains { $0.severity == .error } ? configuration.exitCode : .success
        }
    )
}

private func spoolProblems(_ home: Home) -> [Diagnostic] {
    [home.unfinishedEvents, home.newEvents].filter { !Files.isDirectory($0) }.map { folder in
        Diagnostic(
            file: folder,
            message: "this folder of the spool is missing: no event can be emitted",
            notes: ["'belfry init' makes it, or schedules/belfry.tmpfiles for a shared spool"]
        )
    }
}

/// The program's own templates are sound: without others there is nothing to render.
private func templateProblems(_ home: Home) throws(FileError) -> [Diagnostic] {
    let own = try home.ownTemplates()
    guard !own.isEmpty else { return [] }
    var composer = MessageComposer(overrides: own)
    return composer.problems()
}

/// A mail program is started when there is mail: whether it can be is worth knowing before.
private func programProblems(_ setup: Setup?) -> [Diagnostic] {
    let programs = (setup?.integrations ?? []).compactMap { integration -> (id: String, path: String)? in
        guard case .program(let path)? = integration.mail?.route else { return nil }
        return (integration.id, path)
    }
    return Dictionary(programs.map { ($0.path, $0.id) }) { first, _ in first }.sorted { $0.key < $1.key }
        .compactMap { path, id in
            Files.isProgram(path)
                ? nil : Diagnostic(file: path, message: "there is no program here, and '\(id)' sends mail through it")
        }
}

/// Whoever can write to these decides what is sent where.
private func writableProblems(_ home: Home) -> [Diagnostic] {
    let places = [home.configuration, home.settings, home.integrations, home.templates, home.state, home.reports]
    let own = [home.state, home.reports]
    return places.compactMap { place in
        guard let status = Files.status(place) else { return nil }
        let isTooOpen =
            own.contains(place) ? status.isWritableByGroup || status.isWritableByOthers : status.isWritableByOthers
        guard isTooOpen else { return nil }
        return Diagnostic(
            file: place,
            message: "users who are not Belfry's can write here",
            notes: ["close it with: chmod \(own.contains(place) ? "go-w" : "o-w") '\(place)'"]
        )
    }
}

/// Nothing that a run needs is missing there, but all of it is the server's word.
private func networkProblems(_ home: Home) -> [Diagnostic] {
    guard let kind = NetworkFileSystem.kind(at: home.state) else { return [] }
    return [
        Diagnostic(
            .warning,
            file: home.state,
            message: "this lies on a network file system (\(kind)): locks hold, and what is synced stays, only if its "
                + "server sees to it",
            notes: ["a disk of this machine is the place for it"]
        )
    ]
}

private func tellPlaces(of home: Home, to terminal: Terminal) {
    terminal.say(.note, "home: named by \(home.origin.rawValue)")
    terminal.say(.note, "configuration: \(home.configuration)")
    terminal.say(.note, "spool: \(home.spool)")
    terminal.say(.note, "state: \(home.state)")
    terminal.say(.note, "reports: \(home.reports)")
    terminal.say(.note, "credentials: \(home.credentials ?? "none")")
}

private func verdict(_ setup: Setup?, _ problems: [Diagnostic]) -> String {
    let errors = problems.count { $0.severity == .error }
    let warnings = problems.count - errors
    var parts = setup.map { [counted($0.integrations.count, "integration")] } ?? []
    if errors > 0 { parts.append(counted(errors, "error")) }
    if warnings > 0 { parts.append(counted(warnings, "warning")) }
    if problems.isEmpty { parts.append("no problems") }
    return parts.joined(separator: ", ")
}

private func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }

/// `{"problems": [{"severity", "file", "line", "column", "message", "notes"}…]}`; no place is null.
private func json(_ problems: [Diagnostic]) -> JSON {
    let objects = problems.map { problem -> JSON in
        [
            "severity": .string(problem.severity.rawValue),
            "file": .string(problem.file),
            "line": problem.position.map { .number($0.line) } ?? .null,
            "column": problem.position.map { .number($0.column) } ?? .null,
            "message": .string(problem.message),
            "notes": .array(problem.notes.map { .string($0) }),
        ]
    }
    return ["problems": .array(objects)]
}
