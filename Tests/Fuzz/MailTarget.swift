import Mail
import Time

/// A message of any text is 7-bit, of short lines that end in CR LF, and has the header fields that it should.
func fuzzMail(_ input: [UInt8]) {
    let text = String(decoding: input, as: UTF8.self)
    guard let address = try? MailAddress("ops@example.com") else { fatalError("no address") }
    let message = MailMessage(
        from: Mailbox(name: text, address),
        to: [Mailbox(name: text, address), Mailbox(address)],
        subject: text,
        text: text,
        html: text,
        date: Timestamp(seconds: 1_800_000_000),
        id: MessageID("abcdefgh-ops-d4.1", at: "example.com")
    )
    let lines = message.bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    expect(lines.last == [], "the last line does not end")
    for line in lines.dropLast() {
        expect(
            line.last == UInt8(ascii: "\r") && line.dropLast().allSatisfy(isMailByte),
            "not for mail: \(String(decoding: line, as: UTF8.self).debugDescription)"
        )
        expect(line.count <= 999, "a line of \(line.count) bytes")
    }
    let fields = lines.prefix { $0 != [UInt8(ascii: "\r")] }.filter { $0.first.map { $0 > 0x20 } ?? false }
    expect(fields.count == 8, "\(fields.count) header fields")
    _ = try? Mailbox(text)
}

private func isMailByte(_ byte: UInt8) -> Bool { byte < 0x80 && byte != 0x0D && byte != 0 }
