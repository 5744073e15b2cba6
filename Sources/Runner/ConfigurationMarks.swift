import Delivery
import Events
import Providers
import Storage
import Time

/// What tells a changed configuration from the last run's, without keeping any of it.
struct ConfigurationMarks {
    let whole: String
    let address: String

    init(_ integration: Integration, key: LogIdentity) {
        address = key.mark(of: integration.wholeAddress)
        let secrets = ([integration.token].compactMap { $0 } + integration.signingKeys.map(\.text))
            .map { key.mark(of: $0.revealed) }
        let parts = [integration.contentText, integration.timingText, integration.mailText, address] + secrets
        whole = key.mark(of: parts.joined(separator: "\n"))
    }
}

extension Integration {
    /// What it is told, and how that looks.
    fileprivate var contentText: String {
        let projects = filter.projects.map { $0.sorted().joined(separator: ",") } ?? "all"
        let windows = alertWindows.map(\.text).joined(separator: "; ")
        let severities = severities.map(\.text).joined(separator: "; ")
        return [
            name, provider.rawValue, mode.rawValue, filter.patterns.text, projects, start.text, windows, severities,
            digest.groupBy.map(\.rawValue).joined(separator: ","), "\(digest.maxItems)", digest.immediate.text,
            "\(confirmsOnCreate) \(rawForm)", headerPrefix, username ?? "", avatarURL ?? "",
        ].joined(separator: "\n")
    }

    /// When and how it is sent.
    fileprivate var timingText: String {
        let quiet = digest.quiet.map { "\($0.from.text)-\($0.to.text)" } ?? ""
        let waits = retry.waits == RetrySchedule.standard.waits ? "" : retry.waits.map(\.text).joined(separator: ",")
        let disabling = disable.map { "\($0.failures) \($0.failingFor.text)" } ?? "never"
        let rate = rate.map { "\($0.count) \($0.interval.text)" } ?? ""
        return [
            digest.schedule.text, quiet, timeZone.name, waits, retry.expireAfter.text, disabling, timeout.text,
            "\(concurrency) \(allowHTTP) \(allowPrivate)", rate,
        ].joined(separator: "\n")
    }

    /// To whom mails go and how they are signed; where they are handed over is part of the address.
    fileprivate var mailText: String {
        guard let mail else { return "" }
        return [
            (recipients ?? []).joined(separator: ","), "\(mail.from)", mail.replyTo.map { "\($0)" } ?? "",
            mail.unsubscribe.joined(separator: ","),
        ].joined(separator: "\n")
    }
}

extension [EventPattern] {
    fileprivate var text: String { map(\.text).joined(separator: ",") }
}
