import Delivery
import JSON
import Mail
import Providers

extension IntegrationReader {
    /// The target of an integration of type `EMAIL`; of any other type, its keys are out of place.
    mutating func mail(_ object: ObjectReader, _ provider: ProviderType?) -> MailTarget? {
        let to = object.located(IntegrationKeys.to, &problems)
        let own = object.located(IntegrationKeys.mail, &problems)
        guard provider == .email else {
            for (key, offset) in [(IntegrationKeys.to.name, to?.offset), (IntegrationKeys.mail.name, own?.offset)] {
                guard let provider, let offset else { continue }
                problems.error("'\(key)' is for EMAIL only, not for \(provider.rawValue)", at: offset)
            }
            return nil
        }
        let place = object.json["type"]?.offset ?? object.json.offset
        let recipients = recipients(to, at: place)
        let options = own.map { MailOptions($0.value, secrets, &problems) } ?? MailOptions()
        let merged = options.over(settings.mail ?? MailOptions())
        if let own { merged.check(at: own.offset, &problems) }
        return merged.target(to: recipients, at: own?.offset ?? place, &problems)
    }

    private mutating func recipients(_ to: Located<[Located<String>]>?, at place: Int) -> [MailAddress] {
        guard let to else { return settings.recipients.everybody(at: place, &problems) }
        if to.value.isEmpty { problems.error("'to' names nobody", at: to.offset) }
        return settings.recipients.addresses(for: to.value, &problems)
    }

    /// A webhook has an address, and mail has none.
    mutating func checkPresence(of webhook: Located<WrittenSecret>?, _ provider: ProviderType?, in object: ObjectReader)
    {
        if provider == .email, let webhook {
            let notes = ["\"to\" names the recipients"]
            problems.error("'webhook' is not for EMAIL", at: webhook.offset, notes: notes)
        } else if let provider, provider != .email, object.json[IntegrationKeys.webhook.name] == nil {
            problems.error("'webhook' is missing", at: object.json.offset)
        }
    }

    /// Tells of a mail server on this machine that may not be connected to.
    mutating func warnOfClosedAddress(_ integration: Integration, at offset: Int) {
        guard case .server(let server)? = integration.mail?.route, MailServer.isThisMachine(server.host),
            !integration.allowPrivate,
            settings.allowAddresses.isEmpty
        else { return }
        let notes = ["\"allowAddresses\": [\"127.0.0.1\", \"::1\"] in belfry.json allows this machine"]
        problems.warn("'\(server.host)' is a private address, which may not be connected to", at: offset, notes: notes)
    }
}
