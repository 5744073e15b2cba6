import Diagnostics
import JSON

/// Where a secret is kept when it does not stand in the configuration itself.
package enum SecretSource: Sendable, Hashable {
    /// A path, relative to the home.
    case file(String)
    /// An environment variable.
    case environment(String)
    /// A systemd credential: a file of that name in `$CREDENTIALS_DIRECTORY`.
    case credential(String)
}

/// Why a secret could not be fetched, in the words of a diagnostic and without the secret.
package struct SecretError: Error, Sendable, Equatable {
    package let message: String
    package let notes: [String]

    package init(_ message: String, notes: [String] = []) {
        self.message = message
        self.notes = notes
    }
}

/// Fetches a secret as it is stored; a final line break is not part of it.
package typealias SecretResolver = (SecretSource) -> Result<String, SecretError>

/// Makes a path of the settings, which begins at the home, one that can be read, or tells why it can't.
package typealias FileLocator = (String) -> Result<String, SecretError>

/// A secret as it is written in a configuration file.
enum WrittenSecret: Sendable {
    case text(String)
    case kept(SecretSource)
}

extension Shape where Value == WrittenSecret {
    static let secret = Shape(schema: ["anyOf": [["type": "string", "minLength": 1], SecretKeys.schema]]) {
        json,
        problems in
        if let text = json.string { return .text(text) }
        guard json.members != nil else {
            problems.expected("a string or an object", json)
            return nil
        }
        return SecretKeys.source(json, &problems).map { .kept($0) }
    }
}

extension Shape where Value == [Located<WrittenSecret>] {
    /// One secret, or a list of them.
    static let secrets: Shape = {
        let one = Shape<WrittenSecret>.secret
        let many = Shape.list(of: one, atMost: 8)
        return Shape(schema: ["anyOf": [one.schema, many.schema]]) { json, problems in
            guard let items = json.array else {
                return one.read(json, &problems).map { [Located(value: $0, offset: json.offset)] }
            }
            if items.isEmpty { problems.error("the list names no secret", at: json.offset) }
            return many.read(json, &problems)
        }
    }()
}

private enum SecretKeys {
    static let file = Key("file", "A file that holds the secret; a relative path begins at the home.", .text)
    static let environment = Key("env", "An environment variable that holds the secret.", .text)
    static let credential = Key("credential", "The name of a systemd credential.", .text)
    static let table = KeyTable([file.row, environment.row, credential.row])

    static let schema: JSON = .object(
        (table.schema.members ?? []) + [.init("minProperties", 1), .init("maxProperties", 1)]
    )

    static func source(_ json: JSON, _ problems: inout Problems) -> SecretSource? {
        guard let object = ObjectReader(json, table, &problems) else { return nil }
        let sources: [SecretSource?] = [
            object.value(file, &problems).map { .file($0) },
            object.value(environment, &problems).map { .environment($0) },
            object.value(credential, &problems).map { .credential($0) },
        ]
        guard json.members?.count == 1 else {
            problems.error("a secret has one source", at: json.offset, notes: ["either 'file', 'env' or 'credential'"])
            return nil
        }
        guard let source = sources.compactMap({ $0 }).first else { return nil }
        guard let flaw = source.flaw else { return source }
        problems.error(flaw, at: json.offset)
        return nil
    }
}

extension SecretSource {
    fileprivate var flaw: String? {
        switch self {
        case .file(let path) where path.isEmpty || path.utf8.contains(0): "'file' is not a path"
        case .environment(let name) where name.isEmpty || name.utf8.contains { $0 == UInt8(ascii: "=") || $0 == 0 }:
            "'\(name)' can't be the name of an environment variable"
        case .credential(let name) where name.isEmpty || name.hasPrefix(".") || name.contains("/"):
            "'\(name)' can't be the name of a credential"
        default: nil
        }
    }
}

extension WrittenSecret {
    /// The secret itself; a source that fails is reported where it is written.
    func resolve(by fetch: SecretResolver, at offset: Int, _ problems: inout Problems) -> String? {
        switch self {
        case .text(let text): return text
        case .kept(let source):
            switch fetch(source) {
            case .success(let text):
                return text.hasSuffix("\r\n") || text.hasSuffix("\n") ? String(text.dropLast()) : text
            case .failure(let error):
                problems.error(error.message, at: offset, notes: error.notes)
                return nil
            }
        }
    }
}
