import Configuration
import Diagnostics
import JSON
import Providers

extension Command {
    static let add = Command(
        name: "add",
        summary: "write a new integration, checked before anything is written",
        details: [
            "WHAT is a file with the body of Northflank's 'create notification integration', or - for standard input. "
                + "With --type it is the new integration's name, and the flags say the rest; --address names the file "
                + "that holds its address, - reads it from standard input, so that it stands in no list of processes.",
            "For Slack the address is an incoming webhook, made in the settings of an app of yours: it leads to the one "
                + "channel, user or group that was chosen then, so make one for each, and the owner of the workspace may "
                + "have to allow the app. For Discord it is made in a channel's settings, for Teams in its Workflows "
                + "(TEAMS_WORKFLOWS).",
            "The id is made from the name. For a chat service the address is the password: it goes into secrets/ID, which "
                + "only its owner can read, and so does a raw webhook's secret. Nothing that exists is overwritten, and "
                + "nothing is written when the whole configuration would not pass 'belfry check'.",
        ],
        operand: .init("WHAT"),
        flags: [.type, .address, .event, .project, .dryRun],
        exitCodes: [.data, .cannotCreate, .inputOutput, .permission, .configuration],
        examples: [
            .init("belfry add integration.json", "as it was sent to Northflank"),
            .init("belfry add 'Ops alerts' --type SLACK --event '*:failure' --address - < address", "from its parts"),
        ],
        perform: { context in
            try context.home.mustExist()
            var draft = try context.typed.has(.type) ? Draft(flags: context) : Draft(body: context)
            draft.keepSecrets()
            try draft.check(context)
            try draft.write(context)
            return .success
        }
    )
}

/// An integration that is not written yet.
private struct Draft {
    let id: String
    private var body: JSON
    /// Contents of files in `secrets/`, by their paths in the home.
    private var secrets: [String: String] = [:]

    init(flags context: Context) throws {
        let typed = context.typed
        let name = typed.requiredOperand
        guard let source = typed.value(.address) else {
            throw typed.error("'add' with --type needs --address FILE, or - for standard input")
        }
        let text = String(decoding: try Draft.read(source), as: UTF8.self)
        guard let address = text.split(whereSeparator: \.isNewline).first else {
            throw CommandError(.data, "there is no address in \(source == "-" ? "standard input" : "'\(source)'")")
        }
        let events = typed.values(.event)
        let projects = typed.values(.project)
        var members: [JSON.Member] = [
            .init("name", .string(name)), .init("type", .string(typed.value(.type) ?? "")),
            .init("webhook", .string(String(address))),
            .init("events", events.isEmpty ? .null : .array(events.map { .string($0) })),
        ]
        if !projects.isEmpty {
            members += [.init("restricted", true), .init("projects", .array(projects.map { .string($0) }))]
        }
        body = .object(members)
        id = try Draft.id(for: name, in: context.home)
    }

    init(body context: Context) throws {
        for flag in [Flag.Name.address, .event, .project] where context.typed.has(flag) {
            throw context.typed.error("'--\(flag.rawValue)' goes with --type; the file says it all")
        }
        let path = context.typed.requiredOperand
        let name = path == "-" ? "standard input" : path
        let file = SourceFile(name: name, bytes: try Draft.read(path))
        do {
            body = try JSON.read(file.bytes, dialect: .configuration)
        } catch {
            throw Problems(code: .data, diagnostics: [Diagnostic(in: file, at: error.offset, error.message)])
        }
        // Northflank's answers wrap the same in "data".
        if body["name"] == nil, let inner = body["data"], inner.members != nil { body = inner }
        guard let name = body["name"]?.string else {
            throw CommandError(.data, "\(file.name): this is no integration: it has no \"name\"")
        }
        id = try Draft.id(for: name, in: context.home)
    }

    private static func read(_ path: String) throws -> [UInt8] {
        if path == "-" { return try Descriptor.standardInput().readAll() }
        do {
            return try Files.read(path)
        } catch {
            throw CommandError(error.isDenied ? .permission : .data, "\(error)")
        }
    }

    /// The name's own; a second integration of that name is a mistake more often than a wish.
    private static func id(for name: String, in home: Home) throws(CommandError) -> String {
        let id = IntegrationID.slug(name)
        let path = "\(home.integrations)/\(id).json"
        guard Files.status(path) == nil else {
            throw CommandError(
                .cannotCreate,
                "there is an integration '\(id)' already, and it stays as it is",
                notes: ["edit '\(path)', or choose another name"]
            )
        }
        return id
    }

    /// Moves what must not be read by others into files of its own.
    mutating func keepSecrets() {
        guard let members = body.members else { return }
        let isChat = body["type"]?.string != "RAW_WEBHOOK"
        body = .object(
            members.map { member in
                let suffix: String
                switch member.key {
                case "webhook" where isChat: suffix = ""
                case "secret": suffix = ".secret"
                default: return member
                }
                guard let text = member.value.string else { return member }
                let path = "secrets/\(id)\(suffix)"
                secrets[path] = text
                return JSON.Member(member.key, ["file": .string(path)])
            }
        )
    }

    private var text: String { body.pretty + "\n" }

    /// All of the configuration, with this one in it.
    func check(_ context: Context) throws {
        let home = context.home
        let file = SourceFile(name: "\(home.integrations)/\(id).json", text: text)
        let configuration = try HomeConfiguration(
            home,
            environment: context.environment,
            adding: file,
            keeping: secrets
        )
        guard configuration.setup != nil else {
            throw Problems(code: configuration.exitCode, diagnostics: configuration.problems)
        }
        for problem in configuration.problems where problem.file == file.name { context.terminal.say(problem) }
    }

    /// The secrets first: an integration is whole when it is there.
    func write(_ context: Context) throws {
        let home = context.home
        let path = "\(home.integrations)/\(id).json"
        if context.typed.has(.dryRun) {
            return try context.terminal.print("\(path) would be:\n\(text)")
        }
        do {
            if !secrets.isEmpty { _ = try Files.makeDirectory(home.configuration + "/secrets", mode: 0o700) }
            for (name, secret) in secrets.sorted(by: { $0.key < $1.key }) {
                let file = home.configuration + "/" + name
                guard try Files.create(file, mode: 0o600, secret + "\n") else {
                    throw CommandError(.cannotCreate, "'\(file)' is there already, and it stays as it is")
                }
            }
            guard try Files.create(path, mode: 0o640, text) else {
                throw CommandError(.cannotCreate, "'\(path)' is there already, and it stays as it is")
            }
        } catch let error as FileError {
            throw CommandError(error.isDenied ? .permission : .cannotCreate, "\(error)")
        }
        try context.terminal.confirm("\(id) is ready: \(path)\ntry it with: belfry test \(id)\n")
    }
}
