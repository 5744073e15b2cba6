import Diagnostics
import Events
import JSON
import Time

extension Command {
    static let emit = Command(
        name: "emit",
        summary: "put an event into the spool, safe against crashes and power cuts",
        details: [
            "TYPE is the event's type, e.g. build:failure. Its data comes from --data: a JSON object, passed on as it "
                + "is. When the command exits with 0, the event is on the disk and the next run takes it in.",
            "With - in place of TYPE, standard input holds whole events, one JSON object a line, in any of the three "
                + "shapes that 'belfry schema event' describes. They are taken all or not at all; what a run would refuse "
                + "for what it is, is refused here.",
        ],
        operand: .init("TYPE", words: [.types]),
        flags: [.data, .id, .time, .project],
        exitCodes: [.data, .cannotCreate, .inputOutput, .permission],
        examples: [
            .init("belfry emit backup:failure --project blog", "an event without data"),
            .init("pg_dump blog > blog.sql || belfry emit backup:failure --project blog", "from a script"),
            .init("echo '{\"rows\": 17}' | belfry emit export:success --data -", "data from standard input"),
            .init("belfry emit - < events.ndjson", "many events at once"),
        ],
        perform: { context in
            let type = context.typed.requiredOperand
            let path = try type == "-" ? emitLines(context) : emitOne(type, context)
            context.terminal.say(.note, path)
            return .success
        }
    )
}

// MARK: - One event

/// Writes one event in Northflank's shape and answers the spool file's path.
private func emitOne(_ type: String, _ context: Context) throws -> String {
    let type = type.withoutTrigger
    try checkType(type)
    let time = try context.typed.time(.time) ?? context.clock.now
    let data = try EventData(context.typed)
    if !EventCatalogue.isKnown(type), let near = nearestName(to: type, among: EventCatalogue.names) {
        let priority: Terminal.Priority = context.terminal.isErrorTerminal ? .warning : .note
        context.terminal.say(priority, "'\(type)' is not in the catalogue, did you mean '\(near)'?")
    }
    var bytes = Array(#"{"event":"#.utf8)
    JSON.writeString(type, into: &bytes)
    if let id = context.typed.value(.id) {
        bytes += Array(#","id":"#.utf8)
        JSON.writeString(id, into: &bytes)
    }
    bytes += Array(#","createdAt":"\#(time.rfc3339)","data":"#.utf8)
    bytes += try data.bytes(project: context.typed.value(.project))
    bytes += Array("}\n".utf8)
    do throws(SpooledEvent.Problem) { _ = try SpooledEvent(only: bytes.span) } catch {
        throw UsageError(message: "this is no event: \(error.message)", command: "emit")
    }
    var file = try SpoolFile(in: context.home, suffix: ".json")
    try file.write(bytes)
    return try file.publish()
}

/// A type that is typed by hand: whole events may have one that is stranger.
private func checkType(_ type: String) throws(UsageError) {
    let isPrintable = type.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F }
    guard !type.isEmpty, type.utf8.count <= SpooledEvent.longestName, isPrintable else {
        throw UsageError(message: "'\(type)' is not an event type: use e.g. build:failure", command: "emit")
    }
}

/// The data of an event, byte for byte as its producer wrote it.
private struct EventData {
    private let source: SourceFile
    private let value: JSON

    init(_ typed: TypedArguments) throws {
        guard let name = typed.value(.data) else {
            source = SourceFile(name: "", text: "{}")
            value = .object([])
            return
        }
        source =
            name == "-"
            ? SourceFile(name: "standard input", bytes: try Descriptor.standardInput().readAll())
            : SourceFile(name: name, bytes: try readData(name))
        do {
            value = try JSON.read(source)
        } catch {
            throw Problems(code: .data, diagnostics: [error])
        }
        guard value.members != nil else { throw problem(at: value, "an event's data is an object, not \(value.kind)") }
    }

    /// The object, with `"project": {"id": …}` put in front where it has no project.
    func bytes(project: String?) throws -> [UInt8] {
        guard let project else { return source.bytes }
        if let own = value["project"] {
            guard own["id"]?.string == project else {
                throw problem(at: own, "the data names another project than --project '\(project)'")
            }
            return source.bytes
        }
        var bytes = Array(source.bytes[...value.offset])
        bytes += Array(#""project":{"id":"#.utf8)
        JSON.writeString(project, into: &bytes)
        bytes += Array((value.members ?? []).isEmpty ? "}".utf8 : "},".utf8)
        return bytes + source.bytes[(value.offset + 1)...]
    }

    private func problem(at value: JSON, _ message: String) -> Problems {
        Problems(code: .data, diagnostics: [Diagnostic(in: source, at: value.offset, message)])
    }
}

private func readData(_ path: String) throws -> [UInt8] {
    do {
        return try Files.read(path)
    } catch {
        throw CommandError(error.isDenied ? .permission : .data, "\(error)")
    }
}

// MARK: - Many events

/// Copies checked lines of standard input into one spool file and answers its path.
private func emitLines(_ context: Context) throws -> String {
    for flag in [Flag.Name.data, .id, .time, .project] where context.typed.has(flag) {
        throw UsageError(message: "'emit -' reads whole events: it takes no '--\(flag.rawValue)'", command: "emit")
    }
    let input = try Descriptor.standardInput()
    var file = try SpoolFile(in: context.home, suffix: ".ndjson")
    var lines = EventLines()
    while let part = try input.readPart() { try file.write(lines.take(part)) }
    try file.write(lines.finish())
    guard lines.problems.isEmpty else { throw Problems(code: .data, diagnostics: lines.problems) }
    guard lines.count > 0 else { throw CommandError(.data, "standard input holds no event") }
    return try file.publish()
}

/// Cuts a stream into lines and checks each; memory holds one line.
private struct EventLines {
    /// More would only scroll the first away.
    private static let mostProblems = 20

    private(set) var count = 0
    private(set) var problems: [Diagnostic] = []
    private var rest: [UInt8] = []
    private var number = 0

    /// Takes the next bytes and answers the whole lines among what has come so far.
    mutating func take(_ part: [UInt8]) throws(FileError) -> [UInt8] {
        guard let end = part.lastIndex(of: UInt8(ascii: "\n")) else {
            rest += part
            return []
        }
        let whole = rest + part[...end]
        rest = Array(part[(end + 1)...])
        for line in whole.dropLast().split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            check(Array(line))
        }
        return whole
    }

    /// The last line, given the line break it may lack.
    mutating func finish() -> [UInt8] {
        guard !rest.isEmpty else { return [] }
        check(rest)
        return rest + [UInt8(ascii: "\n")]
    }

    private mutating func check(_ line: [UInt8]) {
        number += 1
        let isBlank = line.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }
        guard !isBlank, problems.count < EventLines.mostProblems else { return }
        count += 1
        do throws(SpooledEvent.Problem) {
            _ = try SpooledEvent(only: line.span)
        } catch {
            report(line, error.offset, error.message)
        }
    }

    private mutating func report(_ line: [UInt8], _ offset: Int, _ message: String) {
        let source = SourceFile(name: "standard input", bytes: line)
        let position = SourcePosition(line: number, column: offset + 1)
        problems.append(
            Diagnostic(file: source.name, position: position, message: message, snippet: source.line(1))
        )
    }
}
