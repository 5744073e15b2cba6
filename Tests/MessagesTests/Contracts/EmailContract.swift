import Delivery
import Foundation
import JSON
import Mail
import Providers
import Time

/// A mail's parts, and the message that is made of them (RFC 5322, RFC 2045, RFC 2047).
enum EmailContract: Contract {
    static func breaches(_ payload: [String: Any], _ bytes: [UInt8]) -> [String] {
        var findings = Findings()
        findings.require(Set(payload.keys) == ["subject", "text", "html"], "keys \(payload.keys.sorted())")
        let subject = (payload["subject"] as? String ?? "").trimmingCharacters(in: .newlines)
        findings.require(!subject.isEmpty && !subject.contains(where: \.isNewline), "subject '\(subject)'")
        findings.require((payload["text"] as? String)?.isEmpty == false, "nothing is said")
        html(payload["html"] as? String ?? "", &findings)
        do {
            wire(try frozen(bytes), &findings)
        } catch {
            findings.require(false, "\(error)")
        }
        return findings.all
    }

    // MARK: HTML

    private static let elements: Set = [
        "html", "head", "meta", "title", "style", "body", "table", "tr", "td", "div", "span", "a", "b", "br", "code",
    ]
    private static let attributes: Set = [
        "style", "class", "role", "align", "valign", "width", "cellpadding", "cellspacing", "href", "lang", "charset",
        "name", "content",
    ]

    /// Elements that show and do nothing, links to the web alone, and every other special character escaped.
    private static func html(_ text: String, _ findings: inout Findings) {
        findings.require(text.hasPrefix("<!DOCTYPE html>"), "no document")
        for part in text.components(separatedBy: "<").dropFirst(2) {
            guard let end = part.firstIndex(of: ">") else {
                findings.require(false, "an open '<\(part.prefix(20))'")
                continue
            }
            tag(String(part[..<end]), &findings)
            for entity in part[end...].components(separatedBy: "&").dropFirst() {
                findings.require(matches(entity, "^(amp|lt|gt|quot|#39|#x27);"), "'&\(entity.prefix(8))'")
            }
        }
    }

    private static func tag(_ text: String, _ findings: inout Findings) {
        let name = text.prefix { $0 != " " }.drop { $0 == "/" }
        findings.require(elements.contains(String(name)), "the element '\(text.prefix(20))'")
        // Attribute, value, attribute, value, …: a quote in a value would shift them.
        let parts = text.dropFirst(text.prefix { $0 != " " }.count).components(separatedBy: "\"")
        for index in stride(from: 0, to: parts.count - 1, by: 2) {
            let attribute = parts[index].trimmingCharacters(in: .whitespaces).dropLast()
            findings.require(attributes.contains(String(attribute)), "the attribute '\(attribute.prefix(20))'")
            guard attribute == "href" else { continue }
            findings.require(
                matches(parts[index + 1], "^https?://(?!evil)[^\\s<>]+$"),
                "a link to '\(parts[index + 1])'"
            )
        }
        findings.require(parts.count % 2 == 1, "quotes in '\(text.prefix(40))'")
    }

    // MARK: the message

    private static func frozen(_ payload: [UInt8]) throws -> [UInt8] {
        var integration = Morning.integration(.email)
        integration.mail = MailTarget(
            recipients: [try MailAddress("ops@example.com")],
            from: try Mailbox("Belfry <belfry@example.com>"),
            route: .program("/usr/sbin/sendmail")
        )
        return Email.frozen(payload, id: "log-ops-d5.1", planned: Timestamp(seconds: 1_795_240_800), for: integration)
    }

    /// Seven bits, CR LF, short lines, one field of each kind, and a part of each kind, the better one last.
    private static func wire(_ message: [UInt8], _ findings: inout Findings) {
        findings.require(message.allSatisfy { $0 < 0x80 && $0 != 0 }, "more than seven bits")
        let lines = String(decoding: message, as: UTF8.self).components(separatedBy: "\r\n")
        findings.require(!lines.contains { $0.utf8.contains(0x0A) || $0.utf8.contains(0x0D) }, "a bare line break")
        findings.require(lines.allSatisfy { $0.utf8.count <= 78 }, "a line of more than 78 bytes")
        let head = lines.prefix { !$0.isEmpty }
        findings.require(!head.contains { $0.allSatisfy(\.isWhitespace) }, "a blank line in the header")
        let fields = head.filter { $0.first?.isWhitespace == false }.map { String($0.prefix { $0 != ":" }) }
        for name in ["Date", "From", "To", "Subject", "Message-ID", "MIME-Version", "Auto-Submitted", "Content-Type"] {
            findings.require(fields.filter { $0 == name }.count == 1, "\(name)")
        }
        findings.require(!fields.contains { ["Bcc", "Received", "Return-Path"].contains($0) }, "\(fields)")
        for word in head.joined(separator: " ").components(separatedBy: " ") where word.hasPrefix("=?") {
            findings.require(word.utf8.count <= 75 && matches(word, "^=\\?utf-8\\?[bq]\\?[^? ]*\\?=$"), "'\(word)'")
        }
        let types = lines.dropFirst(head.count).filter { $0.hasPrefix("Content-Type: ") }.map { $0.prefix(24) }
        findings.require(types.map { $0.contains("plain") } == [true, false], "parts \(types)")
    }
}
