import Delivery
import Events
import JSON
import Providers
import Time

/// The keys beyond Northflank's: each may stand in an integration, and under `defaults` for all integrations.
enum OptionKeys {
    static let mode = Key("mode", "One message for each event, or digests.", Shape<Integration.Mode>.choice("mode"))
    static let digest = Key("digest", "When a digest is cut, and what it shows.", .object(DigestKeys.table))
    static let alertWindows = Key<[WrittenEntry<Duration>]>(
        "alertWindows",
        "How long an alert is not told again, by event names and patterns; the first that matches counts.",
        .named(.duration(.seconds(60) ... .days(31)))
    )
    static let severity = Key<[WrittenEntry<Severity>]>(
        "severity",
        "How pressing events are, by event names and patterns; the first that matches counts.",
        .named(.choice("severity level"))
    )
    static let retry = Key("retry", "When a delivery that failed is tried again.", .object(RetryKeys.table))
    static let disable = Key<Disabling>(
        "disable",
        "When an integration that keeps failing is switched off.",
        .disabling
    )
    static let timeout = Key(
        "timeout",
        "How long one attempt may take.",
        .duration(.milliseconds(100) ... .seconds(600))
    )
    static let concurrency = Key("concurrency", "How many attempts run at once.", .integer(1...256))
    static let rate = Key("rate", "How many messages are sent at most in a time.", .rate)
    static let from = Key<Integration.Start>("from", "Where a new integration begins to read the event log.", .start)
    static let confirmOnCreate = Key("confirmOnCreate", "A new integration begins with a test message.", .flag)
    static let allowHTTP = Key("allowHTTP", "Addresses without encryption are taken.", .flag)
    static let allowPrivate = Key("allowPrivate", "Private and loopback addresses may be connected to.", .flag)
    static let headerPrefix = Key("headerPrefix", "What the headers of a raw webhook begin with.", .headerPrefix)
    static let username = Key("username", "The name shown beside a Discord message.", .discordName)
    static let avatarURL = Key("avatarURL", "The picture shown beside a Discord message.", .pictureAddress)

    static let rows = [
        mode.row, digest.row, alertWindows.row, severity.row, retry.row, disable.row, timeout.row, concurrency.row,
        rate.row, from.row, confirmOnCreate.row, allowHTTP.row, allowPrivate.row, headerPrefix.row, username.row,
        avatarURL.row,
    ]
    static let unsupported: Set<String> = ["templates"]
    static let refused = [
        "ownerNotice": KeyTable.Refusal(
            message: "'ownerNotice' belongs at the top of belfry.json",
            note: "it names the integrations that are told when another one fails: \"ownerNotice\": [\"ops\"]"
        )
    ]
    static let table = KeyTable(
        rows,
        unsupported: unsupported,
        refused: [
            "signing": KeyTable.Refusal(
                message: "'signing' belongs to one integration",
                note: "receivers that share a signing secret could forge each other's requests"
            )
        ].merging(refused) { own, _ in own }
    )
}

enum RetryKeys {
    static let schedule = Key(
        "schedule",
        "The wait before each further attempt.",
        .list(of: .duration(.milliseconds(100) ... .days(30)), atMost: 50)
    )
    static let expireAfter = Key(
        "expireAfter",
        "A delivery older than this is given up.",
        .duration(.seconds(60) ... .days(365))
    )

    static let table = KeyTable([schedule.row, expireAfter.row])
}

enum DisableKeys {
    static let failingFor = Key(
        "failingFor",
        "It must have been failing for this long.",
        .duration(.zero ... .days(365))
    )
    static let failures = Key("failures", "And at least so many attempts must have failed.", .integer(1...1_000_000))

    static let table = KeyTable([failingFor.row, failures.row])
}

extension Duration {
    static func days(_ count: Int) -> Duration { .seconds(count * 86_400) }
}
