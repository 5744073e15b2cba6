import Delivery
import Events
import Mail
import Providers
import Time

extension Integration {
    /// What holds for one integration; of keys that mean nothing to its type or mode, none.
    var effectiveValues: [EffectiveValue] {
        subject + (mail?.effectiveValues ?? []) + (provider == .rawWebhook ? rawWebhook : [])
            + (provider == .discord ? discord : []) + cadence + sending
    }

    private var subject: [EffectiveValue] {
        [
            EffectiveValue("name", name), EffectiveValue("type", provider.rawValue),
            EffectiveValue(mail == nil ? "webhook" : "to", shownAddress),
            EffectiveValue("events", list: filter.patterns.map(\.text)),
            EffectiveValue("restricted", "\(filter.projects != nil)"),
            EffectiveValue("projects", filter.projects.map { $0.sorted().joined(separator: ", ") } ?? "all"),
            EffectiveValue("from", start.text), EffectiveValue("confirmOnCreate", "\(confirmsOnCreate)"),
            EffectiveValue("mode", mode.rawValue),
        ]
    }

    private var rawWebhook: [EffectiveValue] {
        [
            EffectiveValue(secret: "secret", isSet: token != nil),
            EffectiveValue(secret: "signing.secret", isSet: !signingKeys.isEmpty),
            EffectiveValue("headerPrefix", headerPrefix),
        ]
    }

    private var discord: [EffectiveValue] {
        [EffectiveValue("username", username), EffectiveValue("avatarURL", avatarURL)]
    }

    private var cadence: [EffectiveValue] {
        let schedule = digest.schedule
        let digests = [
            EffectiveValue("digest.every", schedule.every?.text ?? (schedule.isEveryRun ? "every run" : nil)),
            EffectiveValue("digest.at", list: schedule.at.map(\.text)),
            EffectiveValue("digest.days", list: Weekday.allCases.filter(schedule.days.contains).map(\.rawValue)),
            EffectiveValue("digest.minEvents", "\(schedule.minimumEvents)"),
            EffectiveValue("digest.maxWait", schedule.longestWait.text),
            EffectiveValue("digest.groupBy", list: digest.groupBy.map(\.rawValue)),
            EffectiveValue("digest.maxItems", "\(digest.maxItems)"),
        ]
        let both = [
            EffectiveValue("digest.quiet", digest.quiet.map { "\($0.from.text) to \($0.to.text)" }),
            EffectiveValue("digest.timeZone", timeZone.name),
            EffectiveValue("digest.immediate", list: immediate.map(\.text)),
            EffectiveValue("alertWindows", list: alertWindows.map(\.text)),
        ]
        return (mode == .digest ? digests : []) + both
    }

    private var sending: [EffectiveValue] {
        [
            EffectiveValue("severity", list: severities.map(\.text)),
            EffectiveValue("retry.schedule", list: retry.waits.map(\.text)),
            EffectiveValue("retry.expireAfter", retry.expireAfter.text),
            EffectiveValue("disable.failingFor", disable?.failingFor.text ?? "never"),
            EffectiveValue("disable.failures", disable.map { "\($0.failures)" } ?? "never"),
            EffectiveValue("timeout", timeout.text), EffectiveValue("concurrency", "\(concurrency)"),
            EffectiveValue("rate", rate.map { "\($0.count)/\($0.interval.text.drop(while: \.isNumber))" }),
            EffectiveValue("allowHTTP", "\(allowHTTP)"), EffectiveValue("allowPrivate", "\(allowPrivate)"),
        ]
    }
}

extension MailTarget {
    fileprivate var effectiveValues: [EffectiveValue] {
        let way =
            switch route {
            case .program(let path): [EffectiveValue("mail.sendmail", path)]
            case .server(let server):
                [
                    EffectiveValue("mail.server", server.text),
                    EffectiveValue("mail.tls", server.security == .none ? "none" : "required"),
                    EffectiveValue("mail.user", login?.user),
                    EffectiveValue(secret: "mail.password", isSet: login != nil),
                ]
            }
        return way + [
            EffectiveValue("mail.from", from.text), EffectiveValue("mail.replyTo", replyTo?.text),
            EffectiveValue("mail.unsubscribe", list: unsubscribe),
        ]
    }
}

extension MailServer {
    fileprivate var text: String { "\(security == .implicit ? "smtps" : "smtp")://\(host):\(port)" }
}

extension Mailbox {
    fileprivate var text: String { name.map { "\($0) <\(address)>" } ?? "\(address)" }
}
