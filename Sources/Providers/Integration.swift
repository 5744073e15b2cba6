package import Delivery
package import Events
package import JSON
package import Time

/// An operator's configured target, checked and complete: nothing in it is unresolved.
package struct Integration: Sendable {
    /// One message for each event, or digests.
    package enum Mode: String, Sendable, CaseIterable {
        case individual, digest
    }

    /// Where a new integration begins to read the event log.
    package enum Start: Sendable, Equatable {
        /// With the events that the run which first sees it takes in.
        case firstRun
        case beginning
        case time(Timestamp)

        /// As `from` has it.
        package var text: String {
            switch self {
            case .firstRun: "firstRun"
            case .beginning: "beginning"
            case .time(let time): time.rfc3339
            }
        }
    }

    /// When and how a digest is cut.
    package struct Digest: Sendable, Equatable {
        package var schedule = DigestSchedule()
        /// Nothing is sent then but what is immediate; in individual mode too.
        package var quiet: QuietHours?
        package var groupBy: [GroupKey] = [.project, .service]
        /// Lines shown at most; totals stay exact.
        package var maxItems = 50
        /// Types that are sent singly at once, past the digest and in quiet hours.
        package var immediate: [EventPattern] = []

        package enum GroupKey: String, Sendable, CaseIterable {
            case project, service, type
        }

        package init() {}
    }

    /// The form of a raw webhook's body.
    package enum RawForm: Sendable {
        /// `{"event", "data"}`.
        case northflank
        /// `{"event", "date", "data"}` for events that have these members, as they were spooled; the other for others.
        case cleverCloud
    }

    /// The file's stem, and the number of the URL where it has several: slug, stable, part of every delivery id.
    package var id: String
    package var name: String
    package var provider: ProviderType
    /// The address; for chat providers it is the password; empty for mail.
    package var webhook: Secret
    /// Set for `EMAIL` and for no other type.
    package var mail: MailTarget?
    /// Northflank's token, raw webhooks only.
    package var token: Secret?
    /// Raw webhooks: what requests are signed with, the newest first; empty for no signature.
    package var signingKeys: [SigningKey] = []
    /// The file of the first of them, as it was written: what `belfry secret rotate` renews.
    package var signingFile: String?
    package var filter: Filter
    package var mode: Mode
    package var digest = Digest()
    /// The first that names an event's type counts.
    package var alertWindows: [AlertWindow] = []
    /// The first that names an event's type counts; of all others the catalogue's severity does.
    package var severities: [SeverityRule] = []
    /// Whose clocks `digest` means and messages show.
    package var timeZone = TimeZone.utc
    package var retry = RetrySchedule.standard
    /// `nil`: never disabled.
    package var disable: DisablePolicy? = .standard
    /// Of one attempt; of a mail up to its last byte, behind which the server has a minute at least.
    package var timeout: Duration
    package var concurrency: Int
    package var rate: Rate?
    package var start = Start.firstRun
    /// When it is new, a test message goes first, and is on the record as every delivery is.
    package var confirmsOnCreate = false
    package var allowHTTP = false
    package var allowPrivate = false
    /// What stands before `Notification-Integration-…` in the headers of a raw webhook.
    package var headerPrefix = "X-Northflank-"
    /// What a raw webhook gets of an event.
    package var rawForm = RawForm.northflank
    /// Discord: the name and picture shown beside the message.
    package var username: String?
    package var avatarURL: String?
    /// The file it was read from, as messages name it.
    package var file: String
    /// Northflank's `restricted`, `projects` and `events` as they were written, for `list --json`.
    package var declared: JSON

    package init(
        id: String,
        name: String,
        provider: ProviderType,
        webhook: Secret,
        filter: Filter,
        file: String = "",
        declared: JSON = .object([])
    ) {
        self.id = id
        self.name = name
        self.provider = provider
        self.webhook = webhook
        self.filter = filter
        self.file = file
        self.declared = declared
        mode = provider.usualMode
        concurrency = provider == .rawWebhook ? 8 : 1
        // Mail servers make strangers wait on purpose.
        timeout = .seconds(provider == .email ? 60 : 15)
    }
}

extension Integration {
    /// Types that do not wait for what the others wait for.
    package var immediate: [EventPattern] { mode == .digest || digest.quiet != nil ? digest.immediate : [] }
}
