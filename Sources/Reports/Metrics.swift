import Delivery
import Time

extension RunReport {
    /// The report for Prometheus: `reports/belfry.prom`, for node_exporter's textfile collector.
    ///
    /// Text format 0.0.4 (https://prometheus.io/docs/instrumenting/exposition_formats/). Times say when something was, so
    /// that "it did not run" can be alerted on; counters run over the life of the state; gauges tell what is left.
    package var metrics: String {
        var text = gauge("last_run_timestamp_seconds", "When the last run ended.", [("", seconds(finishedAt))])
        if let good = lastRun?.goodAt {
            text += gauge(
                "last_success_timestamp_seconds",
                "When the last run ended that nobody had to look at.",
                [("", seconds(good))]
            )
        }
        let length = (finishedAt - startedAt).milliseconds
        text += gauge("last_run_duration_seconds", "How long it took.", [("", seconds(length))])
        text += gauge("last_run_attention", "1 when somebody has to look.", [("", verdict == .attention ? "1" : "0")])
        text += gauge("last_run_events", "What the spool held.", intake.samples)
        text += gauge("last_run_deliveries", "What became of deliveries.", totals.samples)
        text += metric(
            "counter",
            "deliveries_total",
            "How often deliveries were settled since the integration was first seen.",
            integrations.flatMap { $0.settledSamples }
        )
        text += metric(
            "counter",
            "left_out_events_total",
            "Events that were told to nobody on purpose since the integration was first seen.",
            integrations.flatMap { $0.leftOutSamples }
        )
        text += gauge("outstanding_deliveries", "Deliveries not settled.", eachBacklog { "\($0.outstanding)" })
        text += gauge("held_events", "Events waiting for their integration.", eachBacklog { "\($0.held)" })
        text += gauge(
            "oldest_waiting_timestamp_seconds",
            "Since when the oldest event or delivery has been waiting, where one is.",
            eachBacklog { $0.oldest.map(seconds) }
        )
        text += gauge(
            "failed_requests",
            "Failures of the present streak.",
            each { "\($0.status.numberOfFailedRequests)" }
        )
        text += gauge(
            "disabling_ratio",
            "How far a failing integration is on its way to being disabled.",
            each { report in report.percentToDisabling(at: finishedAt).map { seconds(Int64($0) * 10) } }
        )
        text += gauge("integration_state", "1 for the state it is in.", integrations.flatMap { $0.stateSamples })
        if let refused {
            text += gauge("refused_files", "What lies in spool/corrupt.", [("", "\(refused.files)")])
        }
        text += gauge(
            "removed_integrations",
            "Integrations whose files are gone while they still have something.",
            [("", "\(removed.count)")]
        )
        return text
    }

    private typealias Sample = (labels: String, value: String)

    private func gauge(_ name: String, _ help: String, _ samples: [Sample]) -> String {
        metric("gauge", name, help, samples)
    }

    /// A metric without samples is left out, with its head.
    private func metric(_ type: String, _ name: String, _ help: String, _ samples: [Sample]) -> String {
        guard !samples.isEmpty else { return "" }
        let head = "# HELP belfry_\(name) \(help)\n# TYPE belfry_\(name) \(type)\n"
        return samples.reduce(into: head) { text, sample in
            text += "belfry_"
            text += name
            text += sample.labels
            text += " "
            text += sample.value
            text += "\n"
        }
    }

    /// Those that were removed among them.
    private func eachBacklog(_ value: (Backlog) -> String?) -> [Sample] {
        backlogs.compactMap { id, backlog in value(backlog).map { (labels([("integration", id)]), $0) } }
    }

    private func each(_ value: (IntegrationReport) -> String?) -> [Sample] {
        integrations.compactMap { report in
            value(report).map { (labels([("integration", report.id)]), $0) }
        }
    }
}

extension IntakeReport {
    fileprivate var samples: [(String, String)] {
        [("accepted", accepted), ("duplicate", duplicates), ("quarantined", quarantined)]
            .map { (labels([("result", $0.0)]), "\($0.1)") }
    }
}

extension DeliveryCounts {
    fileprivate var samples: [(String, String)] {
        [("delivered", delivered), ("deferred", deferred), ("rejected", rejected), ("exhausted", exhausted)]
            .map { (labels([("outcome", $0.0)]), "\($0.1)") }
    }
}

extension IntegrationReport {
    fileprivate var settledSamples: [(String, String)] {
        [
            ("delivered", settled.delivered), ("rejected", settled.rejected), ("exhausted", settled.exhausted),
            ("skipped", settled.skipped), ("dropped", settled.dropped),
        ].map { (labels([("integration", id), ("outcome", $0.0)]), "\($0.1)") }
    }

    fileprivate var leftOutSamples: [(String, String)] {
        [("suppressed", ever.leftOut.suppressed), ("muted", ever.leftOut.muted)]
            .map { (labels([("integration", id), ("reason", $0.0)]), "\($0.1)") }
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

private func seconds(_ time: Timestamp) -> String { seconds(time.milliseconds) }

private func seconds(_ milliseconds: Int64) -> String {
    let rest = String(milliseconds % 1000)
    return "\(milliseconds / 1000)." + String(repeating: "0", count: 3 - rest.count) + rest
}
