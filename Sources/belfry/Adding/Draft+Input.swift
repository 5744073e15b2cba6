import Configuration
import Diagnostics
import JSON
import Providers

extension Draft {
    /// One that a file describes, or standard input.
    init(body context: Context) throws {
        for flag in [Flag.Name.address, .event, .project] where context.typed.has(flag) {
            throw context.typed.error("'--\(flag.rawValue)' goes with --type; the file says it all")
        }
        let path = context.typed.requiredOperand
        let file = try SourceFile(given: path)
        var body: JSON
        do {
            body = try JSON.read(file.bytes, dialect: .configuration)
        } catch {
            throw Problems(code: .data, diagnostics: [Diagnostic(in: file, at: error.offset, error.message)])
        }
        // Northflank's answers wrap the same in "data".
        if body["name"] == nil, let inner = body["data"], inner.members != nil { body = inner }
        guard let name = body["name"]?.string ?? (body["urls"] == nil ? nil : nameOfHook(in: path)) else {
            throw CommandError(.data, "\(file.name): this is no integration: it has no \"name\"")
        }
        self.init(id: try freeID(for: name, in: context.home), source: file, body: body)
    }

    /// One that flags describe.
    init(flags context: Context) throws {
        let typed = context.typed
        let name = typed.requiredOperand
        let type = typed.value(.type) ?? ""
        let events = typed.values(.event)
        let projects = typed.values(.project)
        var members: [JSON.Member] = [.init("name", .string(name)), .init("type", .string(type))]
        members += try target(type, typed)
        members.append(.init("events", events.isEmpty ? .null : .array(events.map { .string($0) })))
        if !projects.isEmpty {
            members += [.init("restricted", true), .init("projects", .array(projects.map { .string($0) }))]
        }
        let source = SourceFile(name: "the new integration", text: JSON.object(members).pretty)
        self.init(id: try freeID(for: name, in: context.home), source: source, body: try JSON.read(source.bytes))
    }
}

/// Where it sends: one address, or the recipients of mail.
private func target(_ type: String, _ typed: TypedArguments) throws -> [JSON.Member] {
    let isMail = type == ProviderType.email.rawValue
    guard let source = typed.value(.address) else {
        if isMail { return [] }
        throw typed.error("'add' with --type needs --address FILE, or - for standard input")
    }
    let lines = String(decoding: try SourceFile(given: source).bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
    let addresses = lines.map { $0.split(separator: " ").joined(separator: " ") }.filter { !$0.isEmpty }
    guard let first = addresses.first else {
        throw CommandError(.data, "there is no address in \(source == "-" ? "standard input" : "'\(source)'")")
    }
    return isMail
        ? [.init("to", .array(addresses.map { .string($0) }))] : [.init("webhook", .string(first))]
}

/// A hook of Clever Cloud needs no name: it gets its file's.
private func nameOfHook(in path: String) -> String {
    let file = path.split(separator: "/").last.map(String.init) ?? path
    return path == "-" ? "hook" : file.hasSuffix(".json") ? String(file.dropLast(5)) : file
}

/// The name's own; a second integration of that name is a mistake more often than a wish.
private func freeID(for name: String, in home: Home) throws(CommandError) -> String {
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
