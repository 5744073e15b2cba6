import Delivery
import Diagnostics
import Events
import JSON
import Providers

/// Reads one integration file.
struct IntegrationReader {
    let settings: Settings
    let secrets: SecretResolver
    let zones: ZoneResolver
    var problems: Problems

    init(
        _ settings: Settings,
        _ secrets: @escaping SecretResolver,
        _ zones: @escaping ZoneResolver,
        _ problems: Problems
    ) {
        self.settings = settings
        self.secrets = secrets
        self.zones = zones
        self.problems = problems
    }

    /// The integrations that the file describes, unless something in it is wrong: one, or one for each URL of a hook.
    mutating func read(_ json: JSON, id: String) -> [Integration] {
        json[HookKeys.urls.name] == nil ? readOne(json, id: id).map { [$0] } ?? [] : readHook(json, id: id)
    }

    private mutating func readOne(_ json: JSON, id: String) -> Integration? {
        guard let object = ObjectReader(json, IntegrationKeys.table, &problems) else { return nil }
        _ = object.value(IntegrationKeys.schema, &problems)
        let name = object.value(IntegrationKeys.name, &problems)
        let provider = object.value(IntegrationKeys.type, &problems)
        let webhook = object.located(IntegrationKeys.webhook, &problems)
        let verification = verification(object, for: Set([provider].compactMap { $0 }))
        checkPresence(of: webhook, provider, in: object)
        let mail = mail(object, provider)
        let filter = filter(object)
        let options = Options(object, settings.selector, zones, &problems)
        guard let provider else { return nil }
        var integration = makeIntegration(id, name ?? "", provider, webhook, filter, options)
        integration.mail = mail
        warnOfClosedAddress(integration, at: json["mail"]?.offset ?? json.offset)
        integration.declared = declared(json)
        verification.apply(to: &integration)
        warnOfIdleKeys(json, [integration])
        return problems.hasErrors ? nil : integration
    }

    /// An integration with its options, the settings' first, its address resolved and checked.
    mutating func makeIntegration(
        _ id: String,
        _ name: String,
        _ provider: ProviderType,
        _ webhook: Located<WrittenSecret>?,
        _ filter: Filter,
        _ options: Options
    ) -> Integration {
        let address = webhook.flatMap { $0.value.resolve(by: secrets, at: $0.offset, &problems) }
        var integration = Integration(
            id: id,
            name: name,
            provider: provider,
            webhook: Secret(address ?? ""),
            filter: filter,
            file: problems.file.name
        )
        integration.allowHTTP = settings.allowHTTP
        integration.allowPrivate = settings.allowPrivate
        integration.timeZone = settings.timeZone
        settings.defaults?.apply(to: &integration)
        options.apply(to: &integration)
        if let address, let webhook, provider != .email { check(address, of: integration, at: webhook.offset) }
        return integration
    }

    // MARK: - Northflank's keys

    private mutating func filter(_ object: ObjectReader) -> Filter {
        let restricted = object.located(IntegrationKeys.restricted, &problems)
        let projects = object.located(IntegrationKeys.projects, &problems)
        let events = object.located(IntegrationKeys.events, &problems)
        let isRestricted = restricted?.value ?? false
        let hasProjects = projects.map { !$0.value.isEmpty } ?? false
        if !isRestricted, hasProjects, let projects {
            let notes = ["\"restricted\": true makes them count"]
            problems.warn("the projects are ignored", at: projects.offset, notes: notes)
        }
        if isRestricted, !hasProjects, let restricted, object.json["projects"]?.array?.isEmpty != false {
            problems.warn("restricted to no project: nothing will match", at: restricted.offset)
        }
        return Filter(
            patterns: events.map { settings.selector.patterns(for: $0, &problems) } ?? [],
            projects: isRestricted ? Set((projects?.value ?? []).map { $0.value }) : nil
        )
    }

    private func declared(_ json: JSON) -> JSON {
        .object([
            .init("restricted", json["restricted"] ?? false),
            .init("projects", json["projects"] ?? []),
            .init("events", json["events"] ?? .null),
        ])
    }

    // MARK: - What the keys mean together

    private mutating func check(_ text: String, of integration: Integration, at offset: Int) {
        let note = "\"allowHTTP\": true in the integration or in belfry.json allows it"
        let found = WebhookAddress.checked(text, at: offset, allowsHTTP: integration.allowHTTP, note: note, &problems)
        guard let address = found else { return }
        warnOfPrivateAddress(address.host, of: integration, at: offset)
        // Whoever allows private addresses has a stand-in for the provider.
        guard !integration.allowPrivate, let oddity = address.oddity(for: integration.provider) else { return }
        problems.warn(oddity.message, at: offset, notes: oddity.notes)
    }

    /// A name is judged by what it leads to, when it is connected to; an address can be judged here.
    private mutating func warnOfPrivateAddress(_ host: String, of integration: Integration, at offset: Int) {
        guard !integration.allowPrivate, let address = IPAddress(host == "localhost" ? "127.0.0.1" : host),
            !address.isPublic,
            !settings.allowAddresses.contains(where: { $0.contains(address) })
        else { return }
        let notes = ["\"allowPrivate\": true in the integration, or \"allowAddresses\" in belfry.json, allows it"]
        problems.warn("'\(host)' is a private address, which may not be connected to", at: offset, notes: notes)
    }

    /// Warns of keys that mean nothing to any integration of the file.
    mutating func warnOfIdleKeys(_ json: JSON, _ integrations: [Integration]) {
        let onlyFor: [(key: String, provider: ProviderType)] = [
            (OptionKeys.username.name, .discord), (OptionKeys.avatarURL.name, .discord),
            (OptionKeys.headerPrefix.name, .rawWebhook),
        ]
        let members = json.members ?? []
        for (key, provider) in onlyFor where integrations.allSatisfy({ $0.provider != provider }) {
            guard let member = members.first(where: { $0.key == key }) else { continue }
            problems.warn("'\(key)' has an effect for \(provider.rawValue) only", at: member.keyOffset)
        }
        if let digest = members.first(where: { $0.key == OptionKeys.digest.name }) {
            warnOfIdleDigestKeys(digest, integrations)
        }
    }

    private mutating func warnOfIdleKey(_ key: String, of members: [JSON.Member], without other: String, _ isIdle: Bool)
    {
        guard isIdle, !members.contains(where: { $0.key == other }) else { return }
        guard let member = members.first(where: { $0.key == key }) else { return }
        problems.warn("'\(key)' has no effect without '\(other)'", at: member.keyOffset)
    }

    private mutating func warnOfIdleDigestKeys(_ digest: JSON.Member, _ integrations: [Integration]) {
        let members = digest.value.members ?? []
        let schedules = integrations.map { $0.digest.schedule }
        warnOfIdleKey(
            DigestKeys.days.name,
            of: members,
            without: DigestKeys.at.name,
            schedules.allSatisfy(\.at.isEmpty)
        )
        warnOfIdleKey(
            DigestKeys.maxWait.name,
            of: members,
            without: DigestKeys.minEvents.name,
            schedules.allSatisfy { $0.minimumEvents == 1 }
        )
        guard integrations.allSatisfy({ $0.mode == .individual }) else { return }
        let isQuiet = integrations.contains { $0.digest.quiet != nil }
        let busy = [DigestKeys.quiet.name, DigestKeys.timeZone.name] + (isQuiet ? [DigestKeys.immediate.name] : [])
        let idle = members.filter { !busy.contains($0.key) }
        if idle.count == members.count {
            problems.warn("'digest' has no effect: the mode is 'individual'", at: digest.keyOffset)
        } else {
            for member in idle {
                problems.warn("'\(member.key)' has no effect: the mode is 'individual'", at: member.keyOffset)
            }
        }
    }
}
