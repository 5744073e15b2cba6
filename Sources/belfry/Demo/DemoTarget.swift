import JSON
import Providers
import Receiver

/// One integration of the demonstration, and how the other side answers.
struct DemoTarget {
    let id: String
    let type: ProviderType
    /// Beside `type` and `webhook`: the integration's file as a person would write it.
    let options: [JSON.Member]
    /// In order; the last one repeats.
    private let answers: [Answer]

    private struct Answer {
        var status = 200
        var contentType = "text/plain"
        var body = ""
    }

    private init(_ id: String, _ type: ProviderType, _ options: KeyValuePairs<String, JSON>, _ answers: Answer...) {
        self.id = id
        self.type = type
        self.options = options.map { JSON.Member($0.key, $0.value) }
        self.answers = answers
    }

    var replies: [Reply] {
        answers.map { .answer(status: $0.status, headers: [("Content-Type", $0.contentType)], body: $0.body) }
    }

    /// Whether the request of that number, counted from 0, is answered with a success.
    func takes(_ request: Int) -> Bool { answers[min(request, answers.count - 1)].status < 300 }

    var path: String { "/" + id }

    /// Writes `integrations/ID.json`.
    func describe(in home: Home, at url: String, mail: String) throws(FileError) {
        // What lets it send to a receiver on this machine, and is needed for no real one.
        let address: [JSON.Member] =
            type == .email
            ? [.init("mail", ["server": .string(mail), "tls": "none", "from": "Belfry <belfry@example.com>"])]
            : [.init("webhook", .string(url + path)), .init("allowHTTP", true)]
        let file = JSON.object(
            [.init("type", .string(type.rawValue))] + options + address + [.init("allowPrivate", true)]
        )
        _ = try Files.create("\(home.integrations)/\(id).json", mode: 0o600, file.pretty + "\n")
    }
}

extension DemoTarget {
    /// Takes everything at the second attempt.
    static let recovering = "billing"
    /// Takes nothing.
    static let failing = "pager"

    /// One for each provider, and two to see what happens when the other side has a bad day.
    static let all = [
        DemoTarget(
            "blog",
            .slack,
            ["name": "Personal Blog team", "restricted": true, "projects": ["personal-blog"], "events": ["**"]],
            Answer(contentType: "text/html", body: "ok")
        ),
        DemoTarget(
            "shop",
            .discord,
            [
                "name": "Shop team", "restricted": true, "projects": ["shop"], "events": ["**"],
                "digest": ["maxItems": 10],
            ],
            Answer(
                contentType: "application/json",
                body: #"{"id":"1441300245718540298","type":0,"channel_id":"1441299871905906749"}"#
            )
        ),
        DemoTarget(
            "platform",
            .teams,
            [
                "name": "Platform",
                "events": ["infrastructure:**", "addon-backup:failure", "log-sink:*", "resource:**"],
            ],
            Answer(body: "1")
        ),
        DemoTarget(
            "releases",
            .teamsWorkflows,
            [
                "name": "Releases",
                "events": [
                    "release-flow-template-run:success", "release-flow-template-run:failure", "DEPLOYMENT_SUCCESS",
                    "DEPLOYMENT_FAIL",
                ],
                "digest": ["immediate": ["release-flow-template-run:failure"]],
            ],
            Answer(status: 202)
        ),
        DemoTarget(
            "on-call",
            .email,
            [
                "name": "On call", "to": ["ops@example.com"],
                "events": ["*:failure", "infrastructure:**", "DEPLOYMENT_FAIL"], "digest": ["maxItems": 8],
            ],
            Answer(status: 250)
        ),
        DemoTarget(
            "warehouse",
            .rawWebhook,
            ["name": "Warehouse", "restricted": true, "projects": ["warehouse"], "events": ["**"], "concurrency": 1],
            Answer(status: 204)
        ),
        DemoTarget(
            recovering,
            .rawWebhook,
            [
                "name": "Billing", "events": ["billing:*"], "concurrency": 1,
                "retry": ["schedule": ["100ms", "5s", "5m"]],
            ],
            Answer(status: 500, body: "restarting"),
            Answer(status: 204)
        ),
        DemoTarget(
            failing,
            .rawWebhook,
            [
                "name": "Pager", "events": ["infrastructure:service:container-crash"], "concurrency": 1,
                "retry": ["schedule": ["100ms", "200ms", "1h"]],
            ],
            Answer(status: 500, body: "out of order")
        ),
    ]
}
