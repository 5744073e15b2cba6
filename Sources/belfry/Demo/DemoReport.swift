import Diagnostics
import JSON
import Providers
import Receiver
import Reports
import Time

/// What happened in the demonstration: everything that it prints comes from here.
struct DemoReport {
    let home: Home
    let spool: DemoSpool
    let address: String
    /// The broken line, and where it stood.
    let refused: [Diagnostic]
    let requests: [ReceivedRequest]
    let mails: [ReceivedMail]
    let run: RunReport

    /// What a target took.
    struct Message {
        let target: DemoTarget
        let body: JSON
    }

    /// The messages that were taken, target by target, in the order of their arrival.
    var messages: [Message] {
        DemoTarget.all.flatMap { target in
            guard target.type != .email else {
                return mails.map { Message(target: target, body: ReadMail($0.message).json) }
            }
            let received = requests.filter { $0.route == target.path }.enumerated()
            return received.filter { target.takes($0.offset) }.map {
                Message(target: target, body: (try? JSON.read($0.element.body)) ?? .null)
            }
        }
    }

    /// What did not go as it was meant to; empty when all did.
    var surprises: [String] {
        var surprises: [String] = []
        func expect(_ isSo: Bool, _ otherwise: String) { if !isSo { surprises.append(otherwise) } }
        expect(run.ending == .complete, "the run did not come to its end")
        expect(run.intake.accepted == spool.events, "\(run.intake.accepted) of \(spool.events) events were taken in")
        expect(run.intake.duplicates == 1, "\(run.intake.duplicates) duplicates were found where there was 1")
        expect(run.intake.quarantined == 1, "\(run.intake.quarantined) broken lines were found where there was 1")
        expect(run.problems.isEmpty, "there were problems: " + run.problems.joined(separator: "; "))
        for integration in run.integrations where integration.id != DemoTarget.failing {
            let isFine = integration.status.state == .ok && integration.thisRun.delivered > 0
            expect(
                isFine,
                "'\(integration.id)' is \(integration.status.state.rawValue), \(integration.thisRun.delivered) delivered"
            )
        }
        expect(hasRecovered, "'\(DemoTarget.recovering)' did not fail once and recover")
        expect(isWaiting, "'\(DemoTarget.failing)' has nothing to wait for")
        return surprises
    }

    /// The first message was sent twice, byte for byte and with the same id, and all were taken.
    var hasRecovered: Bool {
        let sent = requests.filter { $0.route == "/" + DemoTarget.recovering }
        let taken = messages.count { $0.target.id == DemoTarget.recovering }
        guard sent.count == taken + 1, sent.count > 1, let id = sent[0].header("Idempotency-Key") else { return false }
        return sent[1].header("Idempotency-Key") == id && sent[1].body == sent[0].body
    }

    /// What fails has its messages in hand still.
    var isWaiting: Bool {
        let failing = run.integrations.first { $0.id == DemoTarget.failing }
        return failing.map { $0.status.state != .ok && $0.backlog.outstanding > 0 } ?? false
    }

    /// `{"home", "events", "messages": [{"integration", "type", "body"}…], "status"}`.
    var json: JSON {
        let messages = messages.map { message -> JSON in
            [
                "integration": .string(message.target.id), "type": .string(message.target.type.rawValue),
                "body": message.body,
            ]
        }
        return [
            "home": .string(home.configuration), "events": .number(spool.events), "messages": .array(messages),
            "status": run.statusJSON,
        ]
    }
}
