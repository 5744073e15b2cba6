import Mail
import Testing
import Time

/// What holds for every message, whatever it says.
@Suite struct MailMessageTests {
    static let texts = [
        "", "plain", "a\r\nBcc: evil@example.com\r\n\r\nbody", ".\n..\n.", "bare\rcr", "nul \u{0} escape \u{1B}",
        String(repeating: "x", count: 5000), String(repeating: "é", count: 3000), String(repeating: "👩‍👩‍👧‍👦", count: 300),
        String(repeating: "word ", count: 400), "trailing \t", "=?utf-8?Q?x?=", "From here", "\u{2028}\u{202E}שלום",
        "=",
        String(repeating: "=", count: 76), "--=_belfry--", String(repeating: "a", count: 75) + "é",
    ]

    private func message(_ text: String) throws -> MailMessage {
        var message = MailMessage(
            from: try Mailbox("Belfry <belfry@example.com>"),
            to: try (0..<40).map { try Mailbox("recipient-number-\($0)@example.com") },
            subject: text,
            text: text,
            html: text,
            date: Timestamp(seconds: 1_795_240_800),
            id: MessageID("log-ops-d1.1", at: "example.com")
        )
        message.list = MailMessage.List(
            name: text.isEmpty ? "Ops" : "Ops \(text)",
            id: "ops.example.com",
            unsubscribe: []
        )
        return message
    }

    @Test(arguments: texts)
    func `T31: every byte is ASCII and every line short and ended by CRLF`(_ text: String) throws {
        let bytes = try message(text).bytes
        #expect(bytes.allSatisfy { $0 < 0x80 && $0 != 0 })
        let lines = String(decoding: bytes, as: UTF8.self).unicodeScalars.split(
            separator: "\n",
            omittingEmptySubsequences: false
        )
        #expect(lines.last?.isEmpty == true)
        for line in lines.dropLast() {
            #expect(line.last == "\r")
            #expect(!line.dropLast().contains("\r"))
            #expect(line.count <= 79, "\(String(String.UnicodeScalarView(line)))")
        }
    }

    @Test(arguments: texts)
    func `T30: no text becomes a field of the header`(_ text: String) throws {
        let names = try header(of: message(text)).filter { $0.first != " " }.map { $0.prefix { $0 != ":" } }
        #expect(
            names == [
                "Date", "From", "To", "Subject", "Message-ID", "List-Id", "Auto-Submitted", "MIME-Version",
                "Content-Type",
            ]
        )
    }

    @Test(arguments: texts)
    func encodedWordsKeepToTheirLengthAndHoldWholeCharacters(_ text: String) throws {
        for word in try header(of: message(text)).flatMap({ $0.split(separator: " ") }) where word.hasPrefix("=?") {
            #expect(word.utf8.count <= 75)
            let parts = word.split(separator: "?", omittingEmptySubsequences: false)
            #expect(parts.count == 5)
            // A character's first byte, percent by percent, is never a continuation.
            if parts[2] == "Q", parts[3].hasPrefix("="), let first = UInt8(parts[3].dropFirst().prefix(2), radix: 16) {
                #expect(first & 0xC0 != 0x80)
            }
        }
    }

    @Test(arguments: [
        (0, "Thu, 1 Jan 1970 00:00:00 +0000"), (1_795_240_800, "Sat, 21 Nov 2026 06:00:00 +0000"),
        (-1, "Wed, 31 Dec 1969 23:59:59 +0000"), (1_709_210_096, "Thu, 29 Feb 2024 12:34:56 +0000"),
    ])
    func aDateHasItsDayOfTheWeek(seconds: Int64, expected: String) throws {
        let message = MailMessage(
            from: try Mailbox("a@example.com"),
            to: [],
            subject: "",
            text: "",
            html: "",
            date: Timestamp(seconds: seconds),
            id: MessageID("x", at: "example.com")
        )
        #expect(header(of: message).first == "Date: \(expected)")
    }

    @Test(arguments: [("log-ops-d4.1", "<log-ops-d4.1@e>"), ("a..b", "<a++b@e>"), ("a.", "<a+@e>"), (".", "<+@e>")])
    func anIdIsADotAtomWhateverItIsMadeOf(name: String, expected: String) {
        #expect(MessageID(name, at: "e").description == expected)
    }

    private func header(of message: MailMessage) -> [Substring] {
        let text = String(decoding: message.bytes.filter { $0 != 0x0D }, as: UTF8.self)
        return Array(text.split(separator: "\n", omittingEmptySubsequences: false).prefix { !$0.isEmpty })
    }
}
