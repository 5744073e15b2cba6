import Configuration
import Diagnostics
import JSON
import Providers
import Reports

extension Command {
    static let remove = Command(
        name: "remove",
        summary: "take an integration away that owes nothing any more",
        details: [
            "Its file is deleted, asked about first. What became of its events stays on the record as long as that is "
                + "kept, and so do the files of its secrets. It is refused while deliveries to it are owed or events are "
                + "held for it, and where the rest would not pass 'belfry check' without it."
        ],
        operand: .init("ID", words: [.integrations]),
        flags: [.dryRun, .yes],
        exitCodes: [.attention, .notFound, .inputOutput, .permission, .configuration],
        examples: [
            .init("belfry remove ops --yes", "from a script"),
            .init("belfry remove ops --dry-run", "whether anything is owed to it yet, and what to do then"),
        ],
        perform: { context in try takeAway(context) }
    )
}

private func takeAway(_ context: Context) throws -> ExitCode {
    let setup = try context.setup()
    let integration = try setup.integration(context.typed.requiredOperand)
    let id = integration.id
    let objections = try context.objections(to: integration, setup)
    for objection in objections { context.terminal.say(.error, "belfry: error: \(objection)") }
    guard objections.isEmpty else { return .attention }
    let rest = try HomeConfiguration(context.home, environment: context.environment, without: integration.file)
    guard rest.setup != nil else { throw Problems(code: rest.exitCode, diagnostics: rest.problems) }
    if context.typed.has(.dryRun) {
        try context.terminal.print("\(integration.file) would be deleted\n")
        return .success
    }
    guard try context.isConfirmed("\(integration.file) will be deleted") else { return .success }
    let secrets = SecretFiles(in: try JSON.read(try Files.read(integration.file), dialect: .configuration)).paths
    do throws(FileError) {
        try Files.delete(integration.file)
    } catch {
        throw CommandError(error.isDenied ? .permission : .inputOutput, "\(error)")
    }
    try context.terminal.confirm("\(id) is removed, its record stays\n")
    for path in secrets { try context.terminal.confirm("its secret stays too: \(context.home.absolute(path))\n") }
    return .success
}

extension Context {
    /// Why an integration can't be removed yet, each with what to do.
    fileprivate func objections(to integration: Integration, _ setup: Setup) throws -> [String] {
        let id = integration.id
        let others = setup.integrations.filter { $0.file == integration.file && $0.id != id }.map(\.id)
        guard others.isEmpty else {
            return ["'\(integration.file)' describes \(others.joined(separator: ", ")) too: take its URL out there"]
        }
        guard let backlog = try status(setup).integrations.first(where: { $0.id == id })?.backlog else { return [] }
        var objections: [String] = []
        if backlog.outstanding > 0 {
            let owed = counted(backlog.outstanding, "delivery is", "deliveries are")
            objections.append("\(owed) owed to \(id): give them up with: belfry drop ALL -i \(id) --yes")
        }
        if backlog.held > 0 {
            let held = counted(backlog.held, "event is", "events are")
            objections.append("\(held) held for \(id): skip them with: belfry enable \(id) --replay none")
        }
        return objections
    }
}

/// The files that an integration keeps its secrets in.
private struct SecretFiles {
    private(set) var paths: [String] = []

    init(in body: JSON) { find(in: body) }

    private mutating func find(in value: JSON) {
        if let path = value["file"]?.string { paths.append(path) }
        for member in value.members ?? [] { find(in: member.value) }
        for element in value.array ?? [] { find(in: element) }
    }
}
