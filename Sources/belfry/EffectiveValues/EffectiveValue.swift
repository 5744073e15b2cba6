import Configuration
import Diagnostics
import JSON

/// One setting that is in force.
struct EffectiveValue {
    /// `digest.every`.
    let key: String
    let value: String
    /// `integrations/ops.json:7`, or `default`.
    private(set) var origin = "default"

    init(_ key: String, _ value: String?) {
        self.key = key
        self.value = value ?? "none"
    }

    /// Something that is never shown: whether it is there.
    init(secret key: String, isSet: Bool) { self.init(key, isSet ? "set, and not shown" : nil) }

    /// Several, in one row.
    init(_ key: String, list items: [String]) { self.init(key, items.isEmpty ? nil : items.joined(separator: ", ")) }

    var json: JSON { ["value": .string(value), "origin": .string(origin)] }

    /// The same with its place: the integration's file, else `defaults`, else the top of `belfry.json`.
    func located(in own: ConfigurationText, defaults: ConfigurationText?) -> EffectiveValue {
        let path = key.split(separator: ".").map(String.init)
        var located = self
        located.origin =
            own.place(of: path) ?? own.placeInHook(of: key) ?? defaults?.place(of: ["defaults"] + path)
            ?? EffectiveValue.paths(ofShared: path).lazy.compactMap { defaults?.place(of: $0) }.first ?? "default"
        return located
    }

    /// Where else belfry.json has what holds for all integrations.
    private static func paths(ofShared path: [String]) -> [[String]] {
        switch path[0] {
        case "allowHTTP", "allowPrivate", "mail": [path]
        case "to": [["users"]]
        default: path == ["digest", "timeZone"] ? [["timeZone"]] : []
        }
    }
}

/// A configuration file, to tell where in it a key stands.
struct ConfigurationText {
    private let file: SourceFile?
    private let json: JSON?

    init(_ file: SourceFile?) {
        self.file = file
        json = file.flatMap { try? JSON.read($0.bytes, dialect: .configuration) }
    }

    func place(of path: [String]) -> String? {
        var value = json
        for key in path {
            // "disable": false says all that is below it, too.
            if let known = value, known.members == nil { break }
            value = value?[key]
        }
        guard let file, let value else { return nil }
        return "\(file.name):\(file.position(at: value.offset).line)"
    }

    /// A Clever Cloud hook says the same in other words.
    func placeInHook(of key: String) -> String? {
        guard json?["urls"] != nil else { return nil }
        return switch key {
        case "type", "webhook": place(of: ["urls"])
        case "restricted", "projects": place(of: ["scope"])
        default: nil
        }
    }

    /// Keys of `belfry.json` that mean nothing by themselves, as they are written: what integrations are merged from.
    var writtenValues: [EffectiveValue] {
        ["mail", "users", "teams", "eventGroups", "defaults"].flatMap { key in
            json?[key].map { written($0, key: key) } ?? []
        }
    }
}

/// A row for each value that is no object.
private func written(_ value: JSON, key: String) -> [EffectiveValue] {
    if key.hasSuffix(".password") { return [EffectiveValue(secret: key, isSet: true)] }
    if let members = value.members { return members.flatMap { written($0.value, key: "\(key).\($0.key)") } }
    if let items = value.array { return [EffectiveValue(key, list: items.map { $0.string ?? $0.compact.text })] }
    return [EffectiveValue(key, value.string ?? value.compact.text)]
}

extension [UInt8] {
    fileprivate var text: String { String(decoding: self, as: UTF8.self) }
}
