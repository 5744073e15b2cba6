import Time

extension RunReport {
    /// The report for Prometheus: `reports/belfry.prom`, for node_exporter's textfile collector.
    ///
    /// Text format 0.0.4 (https://prometheus.io/docs/instrumenting/exposition_formats/). All are gauges: they tell of the
    /// last run and of what is left, and a collector that misses a run misses nothing that still matters.
    package var metrics: String {
        var text = ""
        text += gauge(
            "last_run_timestamp_seconds",
            "When the last run ended.",
            [("", seconds(finishedAt.milliseconds))]
        )
        let length = (finishedAt - startedAt).milliseconds
        text += gauge("last_run_duration_seconds", "How long it took.", [("", seconds(length))])
        text += gauge("last_run_attention", "1 when somebody has to look.", [("", verdict == .attention ? "1" : "0")])
        text += gauge("last_run_events", "What the spool held.", intake.samples)
        text += gauge("last_run_deliveries", "What became of deliveries.", integrations.flatMap { $0.deliverySamples })
        text += gauge("outstanding_deliveries", "Deliveries not settled.", each { "\($0.backlog.outstanding)" })
        text += gauge("held_events", "Events waiting for their integration.", each { "\($0.backlog.held)" })
        text += gauge(
            "failed_requests",
            "Failures of the present streak.",
            each { "\($0.status.numberOfFailedRequests)" }
        )
        text += gauge("integration_state", "1 for the state it is in.", integrations.flatMap { $0.stateSamples })
        return text
    }

    private typealias Sample = (labels: String, value: String)

    private func gauge(_ name: String, _ help: String, _ samples: [Sample]) -> String {
        let head = "# HELP belfry_\(name) \(help)\n# TYPE belfry_\(name) gauge\n"
        return samples.reduce(into: head) { text, sample in
            text += "belfry_"
            text += name
            text += sample.labels
            text += " "
            text += sample.value
            text += "\n"
        }
    }

    private func each(_ value: (IntegrationReport) -> String) -> [Sample] {
        integrations.map { (labels([("integration", $0.id)]), value($0)) }
    }
}

extension IntakeReport {
    fileprivate var samples: [(String, String)] {
        [("accepted", accepted), ("duplicate", duplicates), ("quarantined", quarantined)]
            .map { (labels([("result", $0.0)]), "\($0.1)") }
    }
}

extension IntegrationReport {
    fileprivate var deliverySamples: [(String, String)] {
        [
            ("delivered", thisRun.delivered), ("deferred", thisRun.deferred), ("rejected", thisRun.rejected),
            ("exhausted", thisRun.exhausted),
        ].map { (labels([("integration", id), ("outcome", $0.0)]), "\($0.1)") }
    }

    fileprivate var stateSamples: [(String, String)] {
        IntegrationStatus.State.allCases.map { state in
            (labels([("integration", id), ("state", state.rawValue)]), state == status.state ? "1" : "0")
        }
    }
}

/// Label values escape backslash, quote and line break.
private func labels(_ pairs: [(String, String)]) -> String {
    var text = "{"
    for (name, value) in pairs {
        if text.utf8.count > 1 { text += "," }
        text += name
        text += "=\""
        text += escaped(value)
        text += "\""
    }
    return text + "}"
}

private func escaped(_ text: String) -> String {
    // Character by character is slow, and nearly always there is nothing to escape.
    guard text.utf8.contains(where: { $0 == 0x0A || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }) else {
        return text
    }
    return text.map { $0 == "\n" ? "\\n" : $0 == "\"" || $0 == "\\" ? "\\\($0)" : "\($0)" }.joined()
}

private func seconds(_ milliseconds: Int64) -> String {
    let rest = String(milliseconds % 1000)
    return "\(milliseconds / 1000)." + String(repeating: "0", count: 3 - rest.count) + rest
}
