import Diagnostics
import Events
import JSON
import Providers

/// Reads one integration file.
struct IntegrationReader {
    let settings: Settings
    let secrets: SecretResolver
    var problems: Problems

    init(_ settings: Settings, _ secrets: @escaping SecretResolver, _ problems: Problems) {
        self.settings = settings
        self.secrets = secrets
        self.problems = problems
    }

    /// The integration, unless something in it is wrong.
    mutating func read(_ json: JSON, id: String) -> Integration? {
        guard let object = ObjectReader(json, IntegrationKeys.table, &problems) else { return nil }
        _ = object.value(IntegrationKeys.schema, &problems)
        let name = object.value(IntegrationKeys.name, &problems)
        let provider = object.value(IntegrationKeys.type, &problems)
        let webhook = object.located(IntegrationKeys.webhook, &problems)
        let token = token(object, provider)
        let signing = object.located(IntegrationKeys.signing, &problems)
        let filter = filter(object)
        let options = Options(object, settings.selector, &problems)
        let address = webhook.flatMap { $0.value.resolve(by: secrets, at: $0.offset, &problems) }
        guard let provider else { return nil }
        var integration = Integration(
            id: id,
            name: name ?? "",
            provider: provider,
            webhook: Secret(address ?? ""),
            filter: filter,
            file: problems.file.name,
            declared: declared(json)
        )
        integration.token = token.map { Secret($0) }
        if let signing { readSigning(signing, into: &integration) }
        integration.allowHTTP = settings.allowHTTP
        integration.allowPrivate = settings.allowPrivate
        settings.defaults?.apply(to: &integration)
        options.apply(to: &integration)
        if let address, let webhook { check(address, of: integration, at: webhook.offset) }
        warnOfIdleKeys(json, integration)
        return problems.hasErrors ? nil : integration
    }

    // MARK: - Northflank's keys

    private mutating func token(_ object: ObjectReader, _ provider: ProviderType?) -> String? {
        guard let written = object.located(IntegrationKeys.secret, &problems) else { return nil }
        guard isRaw(provider, IntegrationKeys.secret.name, at: written.offset) else { return nil }
        guard let token = written.value.resolve(by: secrets, at: written.offset, &problems) else { return nil }
        guard let flaw = tokenFlaw(token) else { return token }
        problems.error(flaw, at: written.offset)
        return nil
    }

    /// Whether a key that only raw webhooks have stands in the right place; a type that is not known is told of already.
    private mutating func isRaw(_ provider: ProviderType?, _ key: String, at offset: Int) -> Bool {
        guard let provider, provider != .rawWebhook else { return true }
        problems.error("'\(key)' is for RAW_WEBHOOK only, not for \(provider.rawValue)", at: offset)
        return false
    }

    /// The token travels as the value of a header (RFC 9110 section 5.5).
    private func tokenFlaw(_ token: String) -> String? {
        if token.isEmpty { return "the secret is empty" }
        guard token.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
            return "the secret holds characters that a header can't carry: printable ASCII only"
        }
        return token.first == " " || token.last == " " ? "the secret begins or ends with a space" : nil
    }

    private mutating func readSigning(_ signing: Located<ObjectReader>, into integration: inout Integration) {
        let written = signing.value.value(SigningKeys.secret, &problems) ?? []
        guard isRaw(integration.provider, IntegrationKeys.signing.name, at: signing.offset) else { return }
        for secret in written {
            guard let text = secret.value.resolve(by: secrets, at: secret.offset, &problems) else { continue }
            do throws(SigningKey.Flaw) {
                integration.signingKeys += try SigningKey.list(text)
            } catch {
                problems.error(error.message, at: secret.offset, notes: [error.note].compactMap { $0 })
            }
        }
        if case .kept(.file(let path))? = written.first?.value { integration.signingFile = path }
    }

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
        let address: WebhookAddress
        do throws(WebhookAddress.Flaw) {
            address = try WebhookAddress(text)
        } catch {
            problems.error(error.message, at: offset)
            return
        }
        guard address.isEncrypted || integration.allowHTTP else {
            let notes = ["\"allowHTTP\": true in the integration or in belfry.json allows it"]
            problems.error("the address is not encrypted: 'http://'", at: offset, notes: notes)
            return
        }
        // Whoever allows private addresses has a stand-in for the provider.
        guard !integration.allowPrivate, let oddity = address.oddity(for: integration.provider) else { return }
        problems.warn(oddity.message, at: offset, notes: oddity.notes)
    }

    private mutating func warnOfIdleKeys(_ json: JSON, _ integration: Integration) {
        let onlyFor: [(key: String, provider: ProviderType)] = [
            (OptionKeys.username.name, .discord), (OptionKeys.avatarURL.name, .discord),
            (OptionKeys.headerPrefix.name, .rawWebhook),
        ]
        let members = json.members ?? []
        for (key, provider) in onlyFor where integration.provider != provider {
            guard let member = members.first(where: { $0.key == key }) else { continue }
            problems.warn("'\(key)' has an effect for \(provider.rawValue) only", at: member.keyOffset)
        }
        if integration.mode == .individual, let member = members.first(where: { $0.key == OptionKeys.digest.name }) {
            problems.warn("'digest' has no effect: the mode is 'individual'", at: member.keyOffset)
        }
    }
}
