import Delivery

/// The other side of a `World`: keeps what comes and answers by script.
struct Mailbox {
    /// How often each id came.
    private(set) var arrivals: [String: Int] = [:]
    private var covers: [String: ClosedRange<UInt64>] = [:]
    private var asked: [String: Int] = [:]
    /// Ids that were accepted or refused for good.
    private(set) var taken: Set<String> = []
    /// Came again after they were taken.
    private(set) var repeated: Set<String> = []
    /// Those that may come again: nobody learned that they were taken.
    private(set) var repeatable: Set<String> = []

    struct Answer {
        var outcome: Outcome
        var status: Int?
        var pause: Pause?

        var judgement: Judgement { Judgement(outcome, pause: pause) }

        static let taken = Answer(outcome: .delivered, status: 200)

        static func failed(
            _ failureClass: FailureClass,
            _ scope: Failure.Scope,
            status: Int?,
            pause: Pause? = nil
        )
            -> Answer
        {
            Answer(outcome: .failed(Failure(failureClass, scope: scope, reason: "no")), status: status, pause: pause)
        }
    }

    mutating func mayRepeat(_ ids: Set<String>) { repeatable.formUnion(ids) }

    /// A request has come whole; what it will be answered is decided now.
    mutating func receive(_ delivery: Delivery) {
        let answer = scripted(delivery)
        guard answer.status != nil || isLost(delivery) else { return }
        if taken.contains(delivery.id) { repeated.insert(delivery.id) }
        arrivals[delivery.id, default: 0] += 1
        covers[delivery.id] = delivery.first...delivery.last
        if answer.outcome == .delivered || answer.status == 400 || isLost(delivery) { taken.insert(delivery.id) }
    }

    /// The answer reaches the sender, or is lost on its way.
    mutating func answer(_ delivery: Delivery) -> Answer {
        let answer = scripted(delivery)
        if isLost(delivery) { repeatable.insert(delivery.id) }
        asked[delivery.id, default: 0] += 1
        return answer
    }

    func ids(of event: UInt64, in integration: String) -> Set<String> {
        Set(covers.filter { $0.key.hasPrefix("log-\(integration)-") && $0.value.contains(event) }.keys)
    }

    private func isLost(_ delivery: Delivery) -> Bool {
        asked[delivery.id, default: 0] == 0 && delivery.id == "log-order-4"
    }

    private func scripted(_ delivery: Delivery) -> Answer {
        let times = asked[delivery.id, default: 0]
        return switch (delivery.id, times) {
        case ("log-raw-3", 0...1), ("log-digest-d7.1", 0): .failed(.server, .transient, status: 500)
        case ("log-raw-6", 0...3): .failed(.server, .transient, status: 503)
        case ("log-order-5", _): .failed(.rejectedBody, .message, status: 400)
        case ("log-order-2", 0):
            .failed(.rateLimited, .transient, status: 429, pause: Pause(.seconds(2), scope: .integration))
        case ("log-raw-7", 0): .failed(.rateLimited, .transient, status: 429, pause: Pause(.seconds(90), scope: .host))
        case ("log-order-4", 0): .failed(.timeout, .transient, status: nil)
        case ("log-order-7", 0): .failed(.connect, .transient, status: nil)
        default: .taken
        }
    }
}
