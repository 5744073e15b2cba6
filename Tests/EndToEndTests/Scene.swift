import Foundation
import JSON
import Receiver
import TestSupport

/// A home whose integrations lead to a receiver on loopback, for the built program.
struct Scene {
    let home: TemporaryHome
    let receiver: Receiver

    init(_ script: [String: [Reply]] = [:], fallback: Reply = .noContent) throws {
        home = try TemporaryHome()
        receiver = try Receiver(script: script, fallback: fallback)
        try home.write("belfry.json", #"{"allowHTTP": true, "allowPrivate": true}"#)
    }

    /// Describes an integration that leads to `/ID`.
    func integrate(_ id: String, _ type: String = "RAW_WEBHOOK", with more: String = "") throws {
        let text = """
            {"name": "The \(id)", "type": "\(type)", "webhook": "\(receiver.url)/\(id)", "events": null\
            \(more.isEmpty ? "" : ", " + more)}
            """
        try home.write("integrations/\(id).json", text)
    }

    /// Describes an integration that mails.
    func mail(_ id: String, to recipients: [String], at server: MailReceiver, with more: String = "") throws {
        let text = """
            {"name": "The \(id)", "type": "EMAIL", "to": \(recipients), "events": null,
             "mail": {"server": "\(server.url)", "tls": "none", "from": "belfry@example.com"}\
            \(more.isEmpty ? "" : ", " + more)}
            """
        try home.write("integrations/\(id).json", text)
    }

    /// Spools events that have these ids, in one file.
    func spool(_ ids: String..., type: String = "build:failure") throws { try spool(ids, type: type) }

    func spool(_ ids: [String], type: String = "build:failure") throws {
        let lines = ids.map { id in
            """
            {"event": "\(type)", "id": "\(id)", "createdAt": "2026-03-02T05:59:00Z", "data": {"n": "\(id)"}}

            """
        }
        try home.write("spool/new/\(ids[0]).ndjson", lines.joined())
    }

    /// `belfry ARGUMENTS`, the clock started at that time of 2 March 2026.
    func belfry(_ arguments: String..., at time: String = "06:00:00") throws -> Belfry.Ended {
        try Belfry.run(arguments + ["--now", "2026-03-02T\(time)Z"], home: home)
    }

    /// What `belfry ARGUMENTS --json` prints.
    func json(_ arguments: String..., at time: String = "06:00:00") throws -> JSON {
        let ended = try Belfry.run(arguments + ["--json", "--now", "2026-03-02T\(time)Z"], home: home)
        return try JSON.read(Array(ended.output.utf8))
    }

    /// The ids of the events that arrived on an integration's path.
    func ids(_ id: String) -> [String] {
        receiver.requests(on: "/" + id).map { $0.header("X-Northflank-Notification-Integration-Event-Id") ?? "none" }
    }
}
