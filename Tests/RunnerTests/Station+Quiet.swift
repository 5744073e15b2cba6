import Configuration
import Delivery
import Messages
import Providers
import Reports
import Runner
import Storage
import Time

extension Station {
    /// As `belfry mute add` does; the mute's id.
    @discardableResult
    func mute(_ id: String, for length: Duration, patterns: [String] = [], reason: String = "tests") throws -> String {
        let setup = try setup()
        var intervention = try Intervention(places, setup: setup, waiting: true, at: now)
        let mutes = intervention.mute(
            setup.integrations.filter { $0.id == id },
            until: now + length,
            patterns: patterns,
            reason: reason,
            at: now
        )
        try intervention.end(at: now)
        return mutes[0].mute.id
    }

    func unmute(_ mute: String, of id: String) throws {
        var intervention = try Intervention(places, setup: try setup(), waiting: true, at: now)
        intervention.unmute(mute, of: id, at: now)
        try intervention.end(at: now)
    }

    /// Puts an alert of one container into the spool, taken in by the next run.
    func crash(
        _ container: String,
        saying time: String? = nil,
        type: String = "infrastructure:service:container-crash"
    )
        throws
    {
        try spool(
            """
            {"event": "\(type)", "createdAt": "\(time ?? now.rfc3339)", "data": {"service": {"id": "web"}, \
            "project": {"id": "shop"}, "container": {"id": "\(container)"}}}

            """
        )
    }

    /// How many of an integration's matched events stand in each state, as the record tells it.
    func standings(_ id: String) throws -> [EventState: Int] {
        let settings = try setup().settings
        guard var record = try Record.open(places.state, settings) else { return [:] }
        let coverage = try record.coverages().byIntegration[id]
        var standings: [EventState: Int] = [:]
        for sequence in 1..<record.log.nextSequence {
            guard let standing = coverage?.standing(of: sequence, matching: { _ in true }) else { continue }
            standings[standing.state, default: 0] += 1
        }
        return standings
    }
}
