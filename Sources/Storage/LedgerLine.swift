import Delivery
import JSON

/// The form of a ledger line: `{"crc":"xxxxxxxx","rec":{…}}`, the checksum being CRC-32C of the bytes of `rec`.
enum LedgerLine {
    private static let head = Array("{\"crc\":\"".utf8)
    private static let middle = Array("\",\"rec\":".utf8)
    private static let recordStart = head.count + 8 + middle.count

    /// Appends a line; `payload` becomes the record's last member, its bytes as a JSON string.
    static func write(_ record: LedgerRecord, payload: [UInt8]? = nil, into out: inout [UInt8]) {
        var body: [UInt8] = []
        record.json.write(into: &body)
        if let payload {
            body.removeLast()
            body.append(contentsOf: ",\"payload\":\"".utf8)
            JSON.writeEscaped(payload, into: &body)
            body.append(contentsOf: "\"}".utf8)
        }
        out.append(contentsOf: head)
        out.append(contentsOf: Checksum.of(body.span).text.utf8)
        out.append(contentsOf: middle)
        out.append(contentsOf: body)
        out.append(contentsOf: "}\n".utf8)
    }

    /// Whether a line is of this kind, told by its first bytes: most readers want few kinds, and reading takes long.
    static func isKind(_ kind: StaticString, _ buffer: [UInt8], _ range: Range<Int>) -> Bool {
        let start = range.lowerBound + recordStart
        let count = kind.utf8CodeUnitCount
        guard start + kindHead.count + count < range.upperBound,
            buffer[start..<start + kindHead.count].elementsEqual(kindHead)
        else { return false }
        let name = start + kindHead.count
        for offset in 0..<count where unsafe buffer[name + offset] != kind.utf8Start[offset] { return false }
        return buffer[name + count] == UInt8(ascii: "\"")
    }

    private static let kindHead = Array("{\"t\":\"".utf8)

    /// The record's JSON, `nil` for a torn or damaged line.
    static func read(_ buffer: [UInt8], _ range: Range<Int>) -> JSON? {
        guard range.count > recordStart + 1, buffer[range].starts(with: head),
            buffer[range.upperBound - 1] == UInt8(ascii: "}")
        else { return nil }
        let body = range.lowerBound + recordStart..<range.upperBound - 1
        let checksum = Checksum.of(buffer.span.extracting(body)).text
        let told = range.lowerBound + head.count..<range.lowerBound + head.count + 8
        guard buffer[told].elementsEqual(checksum.utf8), buffer[told.upperBound..<body.lowerBound].elementsEqual(middle)
        else { return nil }
        return try? JSON.read(Array(buffer[body]))
    }
}
