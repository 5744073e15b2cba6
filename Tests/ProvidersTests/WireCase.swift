import Delivery
import Events
import Foundation
import JSON
import Mail
import Providers
import Testing
import Time

/// One exchange with a provider as a text file; `Wire/README.md` says what the sections mean.
struct WireCase: CustomTestStringConvertible, Sendable {
    /// `slack/delivered`.
    let name: String
    let type: ProviderType
    let sections: [String: String]

    var testDescription: String { name }

    var provider: any Provider.Type { type.provider }

    /// When every request leaves and every answer arrives.
    static let now = Timestamp(rfc3339: "2026-11-21T06:00:00Z")

    static func moment() throws -> Timestamp {
        guard let now else { throw WireCaseError("the moment is no time") }
        return now
    }

    static let all: [WireCase] = folders.flatMap { folder, type in
        let files = (try? FileManager.default.contentsOfDirectory(atPath: "\(root)/\(folder)")) ?? []
        return files.filter { $0.hasSuffix(".case") }.sorted().map { WireCase("\(folder)/\($0)", type) }
    }

    static let folders = ProviderType.allCases.map {
        ($0.rawValue.lowercased().replacingOccurrences(of: "_", with: "-"), $0)
    }

    static let root = Bundle.module.path(forResource: "Wire", ofType: nil) ?? "Wire"

    private init(_ path: String, _ type: ProviderType) {
        name = String(path.dropLast(".case".count))
        self.type = type
        let text = (try? String(contentsOfFile: "\(WireCase.root)/\(path)", encoding: .utf8)) ?? ""
        var sections: [String: String] = [:]
        for part in ("\n" + text).components(separatedBy: "\n--- ").dropFirst() {
            let lines = part.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
            sections[String(lines[0])] = lines.count > 1 ? String(lines[1]) : ""
        }
        if let last = sections["judgement"] { sections["judgement"] = last.trimmingCharacters(in: .newlines) }
        self.sections = sections
    }
}

struct WireCaseError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}

extension WireCase {
    private func section(_ name: String) throws -> String {
        guard let text = sections[name] else { throw WireCaseError("the case has no section '\(name)'") }
        return text
    }

    var expectedRequest: String { get throws { try section("request") } }

    var expectedJudgement: String { get throws { try section("judgement") } }

    func integration() throws -> Integration {
        let json = try JSON.read(Array(try section("integration").utf8))
        var integration = Integration(
            id: json["id"]?.string ?? "ops",
            name: json["name"]?.string ?? "Ops",
            provider: type,
            webhook: Secret(json["webhook"]?.string ?? ""),
            filter: Filter(patterns: [])
        )
        if type == .email { integration.mail = try mail(json) }
        integration.token = json["secret"]?.string.map { Secret($0) }
        integration.signingKeys = try (json["signing"]?.array ?? []).compactMap { $0.string }.flatMap(SigningKey.list)
        integration.username = json["username"]?.string
        integration.avatarURL = json["avatarURL"]?.string
        if let prefix = json["headerPrefix"]?.string { integration.headerPrefix = prefix }
        return integration
    }

    private func mail(_ json: JSON) throws -> MailTarget {
        var target = MailTarget(
            recipients: try (json["to"]?.array ?? []).map { try MailAddress($0.string ?? "") },
            from: try Mailbox(json["from"]?.string ?? ""),
            route: .server(MailServer(host: "mail.example.com", port: 587, security: .startTLS))
        )
        target.replyTo = try json["replyTo"]?.string.map { try Mailbox($0) }
        target.unsubscribe = (json["unsubscribe"]?.array ?? []).compactMap { $0.string }
        return target
    }

    /// What the template rendered, finished by the provider; `nil` where a raw webhook passes the data on as it is.
    func payload(for integration: Integration) throws -> JSON? {
        guard let text = sections["payload"] else { return nil }
        return provider.finish(try JSON.read(Array(text.utf8)), for: integration)
    }

    func message(for integration: Integration) throws -> Message {
        let json = try JSON.read(Array(try section("message").utf8))
        let type = json["eventType"]?.string ?? "digest"
        let id = json["deliveryID"]?.string ?? ""
        let body =
            try payload(for: integration)?.compact
            ?? RawWebhook.body(type: type, data: Array(try section("data").utf8))
        return Message(
            deliveryID: id,
            eventID: json["eventID"]?.string,
            eventType: type,
            recipient: json["recipient"]?.string,
            body: provider.frozen(body, id: id, planned: try WireCase.moment(), for: integration)
        )
    }

    /// `HTTP 200`, headers, an empty line and the body; or `failed CLASS CODE REASON` where no answer came.
    func answer() throws -> Result<Response, TransferError> {
        let text = try section("answer")
        let parts = text.split(separator: "\n\n", maxSplits: 1, omittingEmptySubsequences: false)
        let head = parts[0].split(separator: "\n")
        let first = head[0].split(separator: " ", maxSplits: 3).map(String.init)
        if first[0] == "failed", let failureClass = FailureClass(rawValue: first[1]), let code = Int(first[2]) {
            return .failure(TransferError(failureClass, reason: first[3], code: code))
        }
        if first[0] == "SMTP" || first[0] == "EXIT", let step = MailStep(rawValue: first[1]), let code = Int(first[2]) {
            let said = parts.count > 1 ? Array(parts[1].utf8) : []
            return .success(Response(status: code, mailStep: step, body: said))
        }
        guard first[0] == "HTTP", let status = Int(first[1]) else {
            throw WireCaseError("an answer begins with 'HTTP' and a status, or with 'failed'")
        }
        let headers = head.dropFirst().map { line in
            let colon = line.firstIndex(of: ":") ?? line.endIndex
            return Header(String(line[..<colon]), String(line[colon...].dropFirst(2)))
        }
        let body = parts.count > 1 ? Array(parts[1].utf8) : []
        return .success(Response(status: status, headers: Array(headers), body: body, isBodyCut: first.count > 2))
    }
}

/// A request as the case files show it.
func shown(_ request: Request) -> String {
    switch request {
    case .post(let post):
        let headers = post.headers.map { "\($0.name): \($0.value)\n" }.joined()
        return "POST \(post.url)\n\(headers)\n\(String(decoding: post.body, as: UTF8.self))"
    case .mail(let mail):
        let text = String(decoding: mail.message, as: UTF8.self).replacingOccurrences(of: "\r\n", with: "\n")
        return "MAIL FROM:<\(mail.sender)>\nRCPT TO:<\(mail.recipient)>\n\n\(text)"
    }
}

extension Request {
    var headers: [Header] {
        guard case .post(let post) = self else { return [] }
        return post.headers
    }

    var url: String? {
        guard case .post(let post) = self else { return nil }
        return post.url
    }

    var body: [UInt8] {
        switch self {
        case .post(let post): post.body
        case .mail(let mail): mail.message
        }
    }
}

/// A judgement as the case files show it.
func shown(_ judgement: Judgement) -> String {
    var lines: [String] = []
    switch judgement.outcome {
    case .delivered: lines.append("delivered")
    case .failed(let failure):
        lines.append("failed \(failure.failureClass.rawValue) \(failure.scope.rawValue): \(failure.reason)")
    }
    if let pause = judgement.pause { lines.append("pause \(pause.duration.text) \(pause.scope)") }
    if judgement.asksToStop { lines.append("asks to stop") }
    return lines.joined(separator: "\n")
}
