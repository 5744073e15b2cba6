package import JSON

/// Made-up events of every type, whole as a producer would spool them: for trying templates and for demonstrations.
package enum SampleEvents {
    /// An event in the shape of its source: Northflank's `event` and `data`, or Clever Cloud's with a `date`.
    ///
    /// A type of no catalogue gets Northflank's shape with a project, a service and a message.
    package static func event(type: String) -> JSON {
        let entry = EventCatalogue.entry(for: type)
        if entry.source == .cleverCloud {
            return ["event": .string(type), "date": .string(moment), "data": cleverCloudData(entry)]
        }
        return [
            "event": .string(type), "id": .string("sample-\(type)"), "createdAt": .string(moment),
            "data": northflankData(entry),
        ]
    }

    private static let moment = "2026-11-21T06:00:00.000Z"
    private static let project: JSON = ["id": "personal-blog", "name": "Personal Blog"]
    private static let service: JSON = ["id": "website", "name": "Website"]
    private static let addon: JSON = ["id": "articles-db", "name": "Articles DB", "type": "postgresql"]
    private static let job: JSON = ["id": "nightly-export", "name": "Nightly export"]
    private static let user: JSON = ["id": "maren"]

    private static func northflankData(_ entry: EventCatalogue.Entry) -> JSON {
        switch entry.family {
        case "build": ["build": build(entry), "service": service, "project": project, "user": user]
        case "addon-backup": ["backup": run("articles-db-0412", entry), "addon": addon, "project": project]
        case "job-run": ["run": run("nightly-export-2207", entry), "job": job, "project": project]
        case "template-run": ["templateRun": run("staging-88", entry), "template": template, "project": project]
        case "release-flow-template-run":
            ["templateRun": run("release-31", entry), "template": releaseFlow, "project": project, "user": user]
        case "service": serviceData(entry)
        case "resource": ["domain": ["name": "blog.example.com"], "reason": "DNS record not found", "project": project]
        case "cdn": ["action": run("purge-19", entry), "domain": ["name": "blog.example.com"], "project": project]
        case "log-sink": ["logSink": ["id": "archive", "name": "Archive"], "reason": "delivery failed 100 times"]
        case "billing": ["invoice": ["id": "2026-11", "amount": 4210, "currency": "EUR"]]
        case "project": ["project": project, "message": "the key could not be renewed"]
        default:
            entry.family.hasPrefix("infrastructure:")
                ? infrastructureData(entry) : ["project": project, "service": service, "message": .string(entry.title)]
        }
    }

    private static let template: JSON = ["id": "staging", "name": "Staging"]
    private static let releaseFlow: JSON = ["id": "release", "name": "Release"]

    private static func build(_ entry: EventCatalogue.Entry) -> JSON {
        [
            "id": "quick-brook-2041", "branch": "main", "pullRequestId": .null, "status": .string(status(entry)),
            "sha": "9b1f04c7d2a86e35f0c94b7713ad52e86c0f1d49", "concluded": .bool(entry.phase.isOutcome),
            "createdAt": .string(moment),
        ]
    }

    private static func run(_ id: String, _ entry: EventCatalogue.Entry) -> JSON {
        [
            "id": .string(id), "status": .string(status(entry)), "concluded": .bool(entry.phase.isOutcome),
            "createdAt": .string(moment),
        ]
    }

    private static func serviceData(_ entry: EventCatalogue.Entry) -> JSON {
        entry.type == "service:autoscaling:event"
            ? ["scaling": ["from": 2, "to": 4, "reason": "CPU above 70 %"], "service": service, "project": project]
            : ["deployment": run("website-517", entry), "service": service, "project": project]
    }

    private static func infrastructureData(_ entry: EventCatalogue.Entry) -> JSON {
        let container: JSON = ["id": "website-6d4cf56db6-x7k2p", "restarts": 3, "exitCode": 137]
        return switch entry.family {
        case "infrastructure:service": ["container": container, "service": service, "project": project]
        case "infrastructure:job": ["container": container, "job": job, "project": project]
        case "infrastructure:build":
            ["container": container, "build": build(entry), "service": service, "project": project]
        case "infrastructure:addon": ["container": container, "addon": addon, "project": project]
        case "infrastructure:addon-volume": ["volume": volume, "addon": addon, "project": project]
        case "infrastructure:platform-volume": ["volume": volume, "service": service, "project": project]
        default: ["cluster": ["id": "eu-west", "name": "EU West"], "message": "3 of 4 nodes are ready"]
        }
    }

    private static let volume: JSON = ["id": "articles-data", "name": "Articles data", "usedPercent": 91, "sizeGB": 20]

    private static func cleverCloudData(_ entry: EventCatalogue.Entry) -> JSON {
        let owner: JSON.Member = .init("ownerId", "orga_58a1c3d6")
        guard entry.phase != .none || ["APPLICATION", "ADDON", "GIT"].contains(entry.family) else {
            return .object([.init("id", "c0ffee10-2026"), owner])
        }
        return .object([
            .init("uuid", "deployment_7b2e91f4"), .init("appId", "app_31d7c0aa"), .init("name", "storefront"), owner,
            .init("commit", "9b1f04c7d2a86e35f0c94b7713ad52e86c0f1d49"), .init("action", "DEPLOY"),
            .init("state", .string(entry.phase == .failed ? "FAIL" : entry.phase.isOutcome ? "OK" : "WIP")),
            .init("cause", "Git"),
        ])
    }

    private static func status(_ entry: EventCatalogue.Entry) -> String {
        switch entry.phase {
        case .started: "STARTING"
        case .progressed, .none: "RUNNING"
        case .succeeded: "SUCCESS"
        case .failed: "FAILURE"
        case .stopped: "ABORTED"
        }
    }
}
