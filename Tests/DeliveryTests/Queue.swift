import Delivery
import Testing
import Time

/// A queue whose every answer is a success, and whose lanes had enough of them to send all they may at once: for
/// questions of order alone.
struct Queue {
    private var queue = DeliveryQueue()

    init(lanes: [String], concurrency: Int) {
        for lane in lanes {
            let policy = LanePolicy(
                integration: lane,
                host: lane,
                concurrency: concurrency,
                rate: nil,
                schedule: .standard,
                disable: nil,
                countsEveryFailure: false
            )
            queue.addLane(policy, health: Health())
            for number in 1..<UInt64(concurrency) {
                owe(lane, 1000 + number...1000 + number, at: 0)
                if let id = next(at: 0) { finish(id, at: 0) }
            }
        }
    }

    mutating func owe(_ lane: String, _ numbers: ClosedRange<UInt64>, at seconds: Int64) {
        for number in numbers {
            let delivery = Delivery.sample(
                "\(lane)\(number)",
                to: lane,
                number,
                planned: Script.start + .seconds(seconds)
            )
            queue.add(LedgerState.Outstanding(delivery: delivery), at: Script.start + .seconds(seconds))
        }
    }

    /// The id of the one delivery that goes next.
    mutating func next(at seconds: Int64) -> String? {
        guard case .send(let outstanding, _) = queue.next(at: Script.start + .seconds(seconds)) else { return nil }
        return outstanding.delivery.id
    }

    mutating func finish(_ id: String, at seconds: Int64) {
        _ = queue.finish(id, with: Judgement(.delivered), status: 200, at: Script.start + .seconds(seconds))
    }
}

/// Plays a script and expects the queue to say exactly what stands in it.
func expectScript(_ text: String, sourceLocation: Testing.SourceLocation = #_sourceLocation) throws {
    let actual = try Script.play(text)
    guard actual != text else { return }
    let lines = (text.split(separator: "\n"), actual.split(separator: "\n"))
    let same = zip(lines.0, lines.1).prefix { $0 == $1 }.count
    let wanted = lines.0.dropFirst(same).first ?? "nothing more"
    let found = lines.1.dropFirst(same).first ?? "nothing more"
    Issue.record(
        "line \(same + 1): expected '\(wanted)', the queue said '\(found)'\n\(actual)",
        sourceLocation: sourceLocation
    )
}
