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
    let replies: [Reply]

    private init(_ id: String, _ type: ProviderType, _ options: KeyValuePairs<String, JSON>, _ replies: [Reply]) {
        self.id = id
        self.type = type
        self.options = options.map { JSON.Member($0.key, $0.value) }
        self.replies = replies
    }

    var path: String { "/" + id }

    /// Writes `integrations/ID.json`.
    func describe(in home: Home, at url: String) throws(FileError) {
        // Both are needed for a receiver on this machine, and for no real one.
        let address: [JSON.Member] = [
            .init("webhook", .string(url + path)), .init("allowHTTP", true), .init("allowPrivate", true),
        ]
        let file = JSON.object([.init("type", .string(type.rawValue))] + options + address)
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
            [.answer(headers: [("Content-Type", "text/html")], body: "ok")]
        ),
        DemoTarget(
            "shop",
            .discord,
            [
                "name": "Shop team", "restricted": true, "projects": ["shop"], "events": ["**"],
                "digest": ["maxItems": 10],
            ],
            [
                .answer(
                    headers: [("Content-Type", "application/json")],
                    body: #"{"id":"1441300245718540298","type":0,"channel_id":"1441299871905906749"}"#
                )
            ]
        ),
        DemoTarget(
            "platform",
            .teams,
            ["name": "Platform", "events": ["infrastructure:**", "addon-backup:failure", "log-sink:*", "resource:**"]],
            [.answer(body: "1")]
        ),
        DemoTarget(
            "releases",
            .teamsWorkflows,
            [
                "name": "Releases", "events": ["release-flow-template-run:*", "DEPLOYMENT_FAIL", "DEPLOYMENT_SUCCESS"],
                "digest": ["immediate": ["release-flow-template-run:failure"]],
            ],
            [.answer(status: 202)]
        ),
        DemoTarget(
            "warehouse",
            .rawWebhook,
            ["name": "Warehouse", "restricted": true, "projects": ["warehouse"], "events": ["**"], "concurrency": 1],
            [.noContent]
        ),
        DemoTarget(
            recovering,
            .rawWebhook,
            [
                "name": "Billing", "events": ["billing:*"], "concurrency": 1,
                "retry": ["schedule": ["100ms", "5s", "5m"]],
            ],
            [.answer(status: 500, body: "restarting"), .noContent]
        ),
        DemoTarget(
            failing,
            .rawWebhook,
            [
                "name": "Pager", "events": ["infrastructure:service:container-crash"], "concurrency": 1,
                "retry": ["schedule": ["100ms", "200ms", "1h"]],
            ],
            [.answer(status: 500, body: "out of order")]
        ),
    ]
}
