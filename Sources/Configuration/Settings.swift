package import Delivery
package import Events
import JSON
import Mail
package import Providers
package import Time

/// `belfry.json`: what holds for the whole home, all of it optional.
package struct Settings: Sendable {
    /// Bounds on what producers may hand in.
    package struct Limits: Sendable, Equatable {
        /// Bytes of one spool file.
        package var maximumFileSize = 1 << 30
        /// Bytes of one event's JSON text.
        package var maximumEventSize = 256 << 10
        /// Nested arrays and objects of one event.
        package var maximumDepth = 64

        package init() {}
    }

    /// How often accepted work is forced to the disk.
    package enum Sync: String, Sendable, CaseIterable {
        /// Once for each batch.
        case batch
        /// After every record: slower, and a crash leaves less in doubt.
        case each
    }

    package var groups = EventGroups()
    package var allowUnknownEvents = false
    package var allowHTTP = false
    package var allowPrivate = false
    /// Addresses and CIDR ranges that may be connected to although they are private; syntax checked.
    package var allowAddresses: [AddressRange] = []
    /// What all requests over HTTP go through; it may hold a password.
    package var proxy: Secret?
    /// Certificates that are trusted beside the system's, in PEM.
    package var caFile: String?
    /// Whose clocks integrations mean that do not say otherwise.
    package var timeZone = TimeZone.utc
    package var limits = Limits()
    /// How long event ids are remembered and history is kept.
    package var retention = Duration.days(30)
    package var sync = Sync.batch
    /// Told when a run left nothing to look at: a monitor that raises an alarm when it hears nothing.
    package var heartbeat: Secret?
    /// Integrations that are told when another one keeps failing, is disabled, and works again.
    package var ownerNotice: [String] { notice.names.map(\.value) }
    var notice = OwnerNotice(names: [])
    var defaults: Options?
    var mail: MailOptions?
    var recipients = RecipientBook()

    package init() {}
}

enum SettingsKeys {
    static let schema = Key("$schema", "The JSON Schema of this file, for editors.", .text)
    static let defaults = Key(
        "defaults",
        "What holds for every integration that does not say otherwise.",
        .object(OptionKeys.table)
    )
    static let eventGroups = Key<WrittenGroups>("eventGroups", "Names of one's own for sets of events.", .eventGroups)
    static let allowUnknownEvents = Key("allowUnknownEvents", "Event names that no catalogue has are taken.", .flag)
    static let allowHTTP = Key("allowHTTP", "Addresses without encryption are taken, for all integrations.", .flag)
    static let allowPrivate = Key("allowPrivate", "Private addresses may be connected to, for all integrations.", .flag)
    static let allowAddresses = Key(
        "allowAddresses",
        "Private addresses and ranges (CIDR) that may be connected to.",
        .list(of: .addressRange)
    )
    static let proxy = Key("proxy", "What all requests over HTTP go through; mail goes its own way.", .secret)
    static let caFile = Key("caFile", "Certificates (PEM) that are trusted beside the system's.", .text)
    static let ownerNotice = Key(
        "ownerNotice",
        "Integrations that are told when another one keeps failing, is disabled, or works again.",
        .list(of: .text)
    )
    static let heartbeat = Key(
        "heartbeat",
        "A URL that is sent a POST after every run that left nothing to look at.",
        .secret
    )
    static let mail = Key("mail", "How integrations of type EMAIL send.", .object(MailKeys.table))
    static let users = Key<[WrittenEntry<MailAddress>]>(
        "users",
        "People by names of one's own, for 'to': an address each.",
        .named(.mailAddress)
    )
    static let teams = Key<[WrittenEntry<[Located<String>]>]>(
        "teams",
        "Several of them by a name, for 'to': addresses and users.",
        .named(.recipients)
    )
    static let timeZone = Key("timeZone", "Whose clocks are meant, and shown: 'Europe/Paris'; UTC if absent.", .text)
    static let limits = Key("limits", "Bounds on what producers hand in.", .object(LimitKeys.table))
    static let retention = Key(
        "retention",
        "How long ids and history are kept.",
        .duration(.seconds(3600) ... .days(3660))
    )
    static let sync = Key("sync", "How often work is forced to the disk.", Shape<Settings.Sync>.choice("sync mode"))

    static let table = KeyTable([
        schema.row, defaults.row, eventGroups.row, allowUnknownEvents.row, allowHTTP.row, allowPrivate.row,
        allowAddresses.row, proxy.row, caFile.row, ownerNotice.row, heartbeat.row, timeZone.row, mail.row, users.row,
        teams.row, limits.row, retention.row, sync.row,
    ])
}

enum LimitKeys {
    static let fileSize = Key("maximumFileSize", "Bytes of one spool file.", .size(1024...1 << 40))
    static let eventSize = Key("maximumEventSize", "Bytes of one event.", .size(256...64 << 20))
    static let depth = Key("maximumDepth", "Nested arrays and objects of one event.", .integer(4...512))

    static let table = KeyTable([fileSize.row, eventSize.row, depth.row])
}

extension Settings {
    /// Groups first: the defaults may name them.
    init(
        _ object: ObjectReader,
        _ secrets: SecretResolver,
        _ files: FileLocator,
        _ zones: ZoneResolver,
        _ problems: inout Problems
    ) {
        _ = object.value(SettingsKeys.schema, &problems)
        allowUnknownEvents = object.value(SettingsKeys.allowUnknownEvents, &problems) ?? false
        if let written = object.value(SettingsKeys.eventGroups, &problems) {
            groups = written.groups(allowUnknown: allowUnknownEvents, &problems)
        }
        defaults = object.value(SettingsKeys.defaults, &problems).map { Options($0, selector, zones, &problems) }
        allowHTTP = object.value(SettingsKeys.allowHTTP, &problems) ?? false
        allowPrivate = object.value(SettingsKeys.allowPrivate, &problems) ?? false
        allowAddresses = object.value(SettingsKeys.allowAddresses, &problems)?.map { $0.value } ?? []
        proxy = Settings.proxy(object.located(SettingsKeys.proxy, &problems), secrets, &problems)
        caFile = Settings.file(object.located(SettingsKeys.caFile, &problems), files, &problems)
        notice = OwnerNotice(names: object.value(SettingsKeys.ownerNotice, &problems) ?? [])
        heartbeat = heartbeat(object.located(SettingsKeys.heartbeat, &problems), secrets, &problems)
        if let written = object.located(SettingsKeys.mail, &problems) {
            mail = MailOptions(written.value, secrets, &problems)
            mail?.check(at: written.offset, &problems)
        }
        recipients = RecipientBook(
            users: object.value(SettingsKeys.users, &problems) ?? [],
            teams: object.value(SettingsKeys.teams, &problems) ?? [],
            &problems
        )
        timeZone = object.located(SettingsKeys.timeZone, &problems)?.zone(by: zones, &problems) ?? timeZone
        if let written = object.value(SettingsKeys.limits, &problems) { limits = Limits(written, &problems) }
        retention = object.value(SettingsKeys.retention, &problems) ?? retention
        sync = object.value(SettingsKeys.sync, &problems) ?? sync
    }

    private static func proxy(
        _ written: Located<WrittenSecret>?,
        _ secrets: SecretResolver,
        _ problems: inout Problems
    ) -> Secret? {
        guard let written, let address = written.value.resolve(by: secrets, at: written.offset, &problems) else {
            return nil
        }
        guard let flaw = ProxyAddress.flaw(of: address) else { return Secret(address) }
        problems.error(flaw.message, at: written.offset, notes: [flaw.note])
        return nil
    }

    private func heartbeat(
        _ written: Located<WrittenSecret>?,
        _ secrets: SecretResolver,
        _ problems: inout Problems
    ) -> Secret? {
        guard let written, let text = written.value.resolve(by: secrets, at: written.offset, &problems) else {
            return nil
        }
        let note = "\"allowHTTP\": true in belfry.json allows it"
        let address = WebhookAddress.checked(text, at: written.offset, allowsHTTP: allowHTTP, note: note, &problems)
        return address == nil ? nil : Secret(text)
    }

    private static func file(_ written: Located<String>?, _ files: FileLocator, _ problems: inout Problems) -> String? {
        guard let written else { return nil }
        switch files(written.value) {
        case .success(let path): return path
        case .failure(let error):
            problems.error(error.message, at: written.offset, notes: error.notes)
            return nil
        }
    }

    var selector: EventSelector { EventSelector(groups: groups, allowsUnknown: allowUnknownEvents) }
}

extension Settings.Limits {
    fileprivate init(_ object: ObjectReader, _ problems: inout Problems) {
        maximumFileSize = object.value(LimitKeys.fileSize, &problems) ?? maximumFileSize
        maximumEventSize = object.value(LimitKeys.eventSize, &problems) ?? maximumEventSize
        maximumDepth = object.value(LimitKeys.depth, &problems) ?? maximumDepth
    }
}
