import Configuration
import Diagnostics
import JSON

/// An integration that is not written yet.
struct Draft {
    let id: String
    /// Where it was read; for one of flags, the text that they amount to.
    let source: SourceFile
    private(set) var body: JSON
    /// Contents of files in `secrets/`, by their paths in the home.
    private var secrets: [String: String] = [:]
    private var leftOut: [String] = []

    init(id: String, source: SourceFile, body: JSON) {
        self.id = id
        self.source = source
        self.body = body
    }

    /// Moves what must not be read by others into files of its own.
    mutating func keepSecrets() {
        var keeper = SecretKeeper(id: id)
        body = keeper.keepApart(body)
        secrets = keeper.secrets
    }

    /// Removes what the answer of a service says of itself.
    mutating func leaveOutAnswers() {
        guard let members = body.members else { return }
        leftOut = members.map(\.key).filter(Draft.answers.contains)
        body = JSON(.object(members.filter { !leftOut.contains($0.key) }), offset: body.offset)
    }

    /// What Northflank and Clever Cloud answer beyond what they are asked for.
    private static let answers: Set = ["id", "ownerId", "createdAt", "updatedAt", "status", "state", "failures"]

    /// All of the configuration, with this one in it.
    func check(_ context: Context) throws {
        let configuration = try HomeConfiguration(
            context.home,
            environment: context.environment,
            adding: Configuration.Draft(id: id, source: source, body: body),
            keeping: secrets
        )
        guard configuration.setup != nil else {
            throw Problems(code: configuration.exitCode, diagnostics: configuration.problems)
        }
        for problem in configuration.problems where problem.file == source.name { context.terminal.say(problem) }
        if !leftOut.isEmpty {
            let keys = leftOut.map { "'\($0)'" }.joined(separator: ", ")
            context.terminal.say(.warning, "\(source.name): note: \(keys) left out: a service's own record of it")
        }
    }

    /// The secrets first: an integration is whole when it is there.
    func write(_ context: Context) throws {
        let home = context.home
        let path = "\(home.integrations)/\(id).json"
        let text = body.pretty + "\n"
        if context.typed.has(.dryRun) {
            return try context.terminal.print("\(path) would be:\n\(text)")
        }
        let files = secrets.map { (path: home.configuration + "/" + $0.key, text: $0.value + "\n") }
        for file in files + [(path, text)] where Files.status(file.path) != nil { throw Draft.stays(file.path) }
        do {
            if !files.isEmpty { _ = try Files.makePrivateFolder(home.secrets) }
            for file in files.sorted(by: { $0.path < $1.path }) + [(path, text)] {
                guard try Files.createPrivate(file.path, file.text) else { throw Draft.stays(file.path) }
            }
        } catch let error as FileError {
            throw CommandError(error.isDenied ? .permission : .cannotCreate, "\(error)")
        }
        try context.terminal.confirm("\(id) is ready: \(path)\ntry it with: belfry test \(id)\n")
    }

    private static func stays(_ path: String) -> CommandError {
        CommandError(.cannotCreate, "'\(path)' is there already, and it stays as it is")
    }
}
