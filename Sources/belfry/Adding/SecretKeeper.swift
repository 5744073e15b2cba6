import Configuration
import JSON
import Providers

/// Takes secrets out of an integration, each into a file of its own.
struct SecretKeeper {
    let id: String
    /// By their paths in the home.
    private(set) var secrets: [String: String] = [:]

    init(id: String) { self.id = id }

    /// The integration with `{"file": …}` in place of every text that must not be read by others: tokens, keys,
    /// passwords, and the addresses of chat services.
    mutating func keepApart(_ body: JSON) -> JSON {
        let isChat = body["type"]?.string != ProviderType.rawWebhook.rawValue
        return body.mapMembers { key, value in
            switch key {
            case "webhook": isChat ? keep(value, as: id) : value
            case "urls": value.mapElements { keepAddress(of: $1, number: $0 + 1) }
            case "secret": keep(value, as: "\(id).secret")
            case "signing": value.mapMembers { $0 == "secret" ? keepKeys($1) : $1 }
            case "mail": value.mapMembers { $0 == "password" ? keep($1, as: "\(id).password") : $1 }
            default: value
            }
        }
    }

    /// The address of one of a hook's integrations, kept under its id.
    private mutating func keepAddress(of target: JSON, number: Int) -> JSON {
        let format = target["format"]?.string.flatMap { HookFormat(rawValue: $0) } ?? .raw
        guard format.provider != .rawWebhook else { return target }
        let name = number == 1 ? id : "\(id)-\(number)"
        return target.mapMembers { $0 == "url" ? keep($1, as: name) : $1 }
    }

    private mutating func keepKeys(_ keys: JSON) -> JSON {
        guard keys.array != nil else { return keep(keys, as: "\(id).whsec") }
        return keys.mapElements { keep($1, as: $0 == 0 ? "\(id).whsec" : "\(id).whsec-\($0 + 1)") }
    }

    private mutating func keep(_ value: JSON, as name: String) -> JSON {
        guard let text = value.string else { return value }
        let path = "secrets/\(name)"
        secrets[path] = text
        return JSON(.object([JSON.Member("file", JSON(.string(path), offset: value.offset))]), offset: value.offset)
    }
}

extension JSON {
    /// The object with other values, in the same places; what is no object stays as it is.
    fileprivate func mapMembers(_ change: (String, JSON) -> JSON) -> JSON {
        guard let members else { return self }
        let changed = members.map { Member($0.key, change($0.key, $0.value), keyOffset: $0.keyOffset) }
        return JSON(.object(changed), offset: offset)
    }

    /// The array with other elements; what is no array stays as it is.
    fileprivate func mapElements(_ change: (Int, JSON) -> JSON) -> JSON {
        guard let array else { return self }
        return JSON(.array(array.enumerated().map { change($0, $1) }), offset: offset)
    }
}
