import Foundation
import Providers

/// What a provider takes, written down from its documentation once more, and not from this program's own checks.
///
/// It reads payloads with Foundation's parser and counts in its own way: where both are wrong, they are wrong in two ways.
protocol Contract {
    static func breaches(_ payload: [String: Any], _ bytes: [UInt8]) -> [String]
}

/// What in a payload a provider would refuse, cut or misread; empty for a good one.
func breaches(of bytes: [UInt8], for provider: ProviderType) -> [String] {
    guard let payload = try? JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any] else {
        return ["it is no JSON object"]
    }
    let contract: any Contract.Type =
        switch provider {
        case .slack: SlackContract.self
        case .discord: DiscordContract.self
        case .teams, .teamsWorkflows: TeamsContract.self
        case .rawWebhook: RawContract.self
        case .email: EmailContract.self
        }
    // A program gets what there was, and shows it or not.
    return contract.breaches(payload, bytes) + (provider == .rawWebhook ? [] : controls(in: payload))
}

/// Characters that hide or turn round what stands beside them.
private func controls(in payload: Any) -> [String] {
    texts(in: payload).flatMap { text in
        text.unicodeScalars.filter { scalar in
            (scalar.value < 0x20 && scalar != "\n" && scalar != "\r") || (0x202A...0x202E).contains(scalar.value)
                || (0x2066...0x2069).contains(scalar.value)
        }.map { "U+\(String($0.value, radix: 16))" }
    }
}

/// Every string in a value, however deep; those of keys that are named only.
func texts(in value: Any, named key: String? = nil) -> [String] {
    if let object = value as? [String: Any] {
        return object.flatMap { name, value in
            if let text = value as? String { return key == nil || key == name ? [text] : [] }
            return texts(in: value, named: key)
        }
    }
    return (value as? [Any] ?? []).flatMap { item in
        if let text = item as? String { return key == nil ? [text] : [] }
        return texts(in: item, named: key)
    }
}

/// Collects breaches under short names.
struct Findings {
    private(set) var all: [String] = []

    mutating func require(_ isSo: Bool, _ what: @autoclosure () -> String) {
        if !isSo { all.append(what()) }
    }

    mutating func length(_ text: String?, _ range: ClosedRange<Int>, _ what: String, _ count: (String) -> Int) {
        guard let text else { return }
        require(range.contains(count(text)), "\(what): \(count(text)), \(range) are taken")
    }
}

/// Foundation's own regular expressions, case-insensitive.
func matches(_ text: String, _ pattern: String) -> Bool {
    text.range(of: pattern, options: [.regularExpression, .caseInsensitive]) != nil
}

/// A raw webhook gets its events whole; what it promises is the shape.
enum RawContract: Contract {
    static func breaches(_ payload: [String: Any], _ bytes: [UInt8]) -> [String] {
        var findings = Findings()
        findings.require(Set(payload.keys) == ["event", "data"], "keys \(payload.keys.sorted())")
        findings.require((payload["event"] as? String)?.isEmpty == false, "event")
        findings.require(payload["data"] is [String: Any], "data")
        return findings.all
    }
}
