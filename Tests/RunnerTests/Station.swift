import Configuration
import Delivery
import Diagnostics
import JSON
import Messages
import Providers
import Receiver
import Reports
import Runner
import Storage
import TestSupport
import Time

/// A spool and a state of their own, integrations that lead to a receiver on loopback, and a clock that the test sets.
///
/// A class because it is one place with a history: what a run leaves is what the next one finds.
final class Station {
    let receiver: Receiver
    let folder: TemporaryDirectory
    /// Long past, so that the age of real files is never what a test measures.
    private(set) var now: Timestamp
    private(set) var diagnostics: [Diagnostic] = []
    private var files: [String: String] = [:]
    private var settings = #"{"allowHTTP": true, "allowPrivate": true}"#
    private var spooled = 0

    init(
        _ script: [String: [Reply]] = [:],
        fallback: Reply = .noContent,
        startingAt start: Timestamp = Timestamp(milliseconds: 1_772_431_200_000)
    ) throws {
        receiver = try Receiver(script: script, fallback: fallback)
        folder = try TemporaryDirectory()
        now = start
        try folder.write("", to: "spool/new/.keep")
    }

    func configure(_ settings: String) { self.settings = settings }

    /// Describes an integration; it leads to `/ID` unless another path or address is given.
    func integrate(
        _ id: String,
        _ type: ProviderType = .rawWebhook,
        to path: String? = nil,
        address: String? = nil,
        events: String = "null",
        with more: String = ""
    ) {
        let address = address ?? receiver.url + (path ?? "/" + id)
        files[id] = """
            {"name": "The \(id)", "type": "\(type.rawValue)", "webhook": "\(address)", "events": \(events)\
            \(more.isEmpty ? "" : ", " + more)}
            """
    }

    /// Describes integrations by a whole file.
    func integrate(_ id: String, file: String) { files[id] = file }

    /// Puts a file into the spool.
    func spool(_ text: String, as name: String? = nil) throws {
        spooled += 1
        try folder.write(text, to: "spool/new/" + (name ?? "\(spooled + 100).ndjson"))
    }

    /// Puts events into the spool that have these ids and one type.
    func spool(ids: some Sequence<String>, type: String = "build:failure", project: String = "blog") throws {
        let lines = ids.map { id in
            """
            {"event": "\(type)", "id": "\(id)", "createdAt": "2026-03-02T05:59:00Z", \
            "data": {"project": {"id": "\(project)"}, "n": "\(id)"}}

            """
        }
        try spool(lines.joined())
    }

    func wait(_ duration: Duration) { now = now + duration }

    /// The integrations as they are described now.
    func setup() throws -> Setup {
        let reading = Configuration.read(
            settings: SourceFile(name: "belfry.json", text: settings),
            integrations: files.map { SourceFile(name: "integrations/\($0.key).json", text: $0.value) },
            secrets: { _ in .failure(SecretError("there are no secrets here")) },
            zones: { name in Result { try ZoneFiles.zone(name) }.mapError { SecretError("\($0)") } }
        )
        guard let setup = reading.setup else { throw Unconfigured(problems: reading.problems) }
        return setup
    }

    var places: RunPlaces {
        RunPlaces(spool: folder.path("spool"), state: folder.path("state"), reports: folder.path("reports"))
    }

    /// One pass at the station's time.
    @discardableResult
    func run(_ change: (inout RunRequest) -> Void = { _ in }) throws -> RunReport {
        var request = RunRequest(setup: try setup(), places: places, composer: MessageComposer())
        request.maximumRuntime = .seconds(20)
        // A program that another test starts has this one's lock until it has become that program.
        request.waits = true
        change(&request)
        var run = try Run(request, startingAt: now)
        let report = try run.perform { _ in }
        diagnostics = run.diagnostics
        return report
    }

    /// What the ledger says between two runs.
    func ledger() throws -> LedgerState {
        let state = try State(places.state, settings: Settings(), locking: .none)
        return state.ledger.state
    }

    /// The bodies that arrived on an integration's path.
    func bodies(_ id: String) -> [String] { receiver.requests(on: "/" + id).map { $0.text } }

    /// How many events each digest told of that arrived on an integration's path.
    func totals(_ id: String) throws -> [Int] {
        try bodies(id).compactMap { try JSON.read(Array($0.utf8))["data"]?["totals"]?["events"]?.int }
    }

    /// The ids of the events that arrived on a raw webhook's path, in their order.
    func ids(_ id: String) -> [String] {
        receiver.requests(on: "/" + id).map { $0.header("X-Northflank-Notification-Integration-Event-Id") ?? "none" }
    }
}

/// The description of an integration has an error: the test itself is wrong.
struct Unconfigured: Error {
    let problems: [Diagnostic]
}

extension RunReport {
    subscript(id: String) -> IntegrationReport {
        guard let report = integrations.first(where: { $0.id == id }) else {
            preconditionFailure("the report knows no integration '\(id)'")
        }
        return report
    }
}
