import Cryptography
import JSON

/// A mail as a mail program reads it, as far as Belfry writes mails.
struct ReadMail {
    let subject: String
    let to: String
    let text: String
    let html: String

    init(_ message: [UInt8]) {
        let lines = message.split(separator: 0x0A, omittingEmptySubsequences: false).map { line in
            line.last == 0x0D ? line.dropLast() : line
        }
        let header = ReadMail.header(lines.prefix { !$0.isEmpty })
        let boundary = ReadMail.parameter("boundary", of: header["content-type"] ?? "")
        let marker = Array("--\(boundary)".utf8)
        let parts = lines.split { $0.starts(with: marker) }.dropFirst().map(ReadMail.part)
        subject = ReadMail.decodingWords(header["subject"] ?? "")
        to = header["to"] ?? ""
        text = parts.first { $0.type.hasPrefix("text/plain") }?.text ?? ""
        html = parts.first { $0.type.hasPrefix("text/html") }?.text ?? ""
    }

    var json: JSON { ["to": .string(to), "subject": .string(subject), "text": .string(text), "html": .string(html)] }

    /// Fields by their names in lower case, unfolded.
    private static func header(_ lines: ArraySlice<ArraySlice<UInt8>>) -> [String: String] {
        var fields: [String: String] = [:]
        var name = ""
        for line in lines.map({ String(decoding: $0, as: UTF8.self) }) {
            if line.first == " " {
                fields[name, default: ""] += line
            } else {
                name = line.prefix { $0 != ":" }.lowercased()
                fields[name] = String(line.drop { $0 != ":" }.dropFirst(2))
            }
        }
        return fields
    }

    private static func parameter(_ name: String, of value: String) -> String {
        let found = value.split(separator: ";").map { $0.drop { $0 == " " } }.first { $0.hasPrefix(name + "=") }
        return found.map { String($0.dropFirst(name.count + 1).filter { $0 != "\"" }) } ?? ""
    }

    private static func part(_ lines: ArraySlice<ArraySlice<UInt8>>) -> (type: String, text: String) {
        let head = lines.prefix { !$0.isEmpty }
        let header = header(head)
        let body = lines.dropFirst(head.count + 1)
        let isBase64 = header["content-transfer-encoding"] == "base64"
        let bytes = isBase64 ? Base64.decode(Array(body.joined())) ?? [] : quotedPrintable(body)
        let text = String(decoding: bytes.filter { $0 != 0x0D }, as: UTF8.self)
        return (header["content-type"] ?? "", text)
    }

    /// RFC 2045 section 6.7.
    private static func quotedPrintable(_ lines: ArraySlice<ArraySlice<UInt8>>) -> [UInt8] {
        lines.flatMap { line in
            let goesOn = line.last == UInt8(ascii: "=")
            return unescaped(goesOn ? line.dropLast() : line) + (goesOn ? [] : [0x0A])
        }
    }

    /// `=C3` as the byte that it is.
    private static func unescaped(_ text: some Collection<UInt8>) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = Array(text)[...]
        while let byte = rest.popFirst() {
            let digits = String(decoding: rest.prefix(2), as: UTF8.self)
            if byte == UInt8(ascii: "="), let value = UInt8(digits, radix: 16) {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return bytes
    }

    /// RFC 2047: words in a row are one text.
    private static func decodingWords(_ value: String) -> String {
        let words = value.split(separator: " ").map { word -> [UInt8] in
            let parts = word.split(separator: "?", omittingEmptySubsequences: false)
            guard word.hasPrefix("=?"), parts.count == 5 else { return Array(" \(word)".utf8) }
            if parts[2] == "B" { return Base64.decode(Array(parts[3].utf8)) ?? [] }
            return unescaped(parts[3].utf8.map { $0 == UInt8(ascii: "_") ? 0x20 : $0 })
        }
        let text = String(decoding: words.joined(), as: UTF8.self)
        return text.first == " " ? String(text.dropFirst()) : text
    }
}
