import Delivery
import JSON
import Time

@testable import Storage

/// Each line is a record's JSON, its checksum right: all that a damaged or forged ledger can say.
func fuzzLedger(_ input: [UInt8]) {
    var state = LedgerState(logID: "abcdefgh")
    var offset: UInt64 = 0
    for body in input.split(separator: UInt8(ascii: "\n")) {
        let line = Array("{\"crc\":\"\(Checksum.of(Array(body).span).text)\",\"rec\":".utf8) + body + Array("}".utf8)
        let place = LogPlace(segment: 1, offset: offset, length: UInt32(line.count))
        offset += UInt64(line.count) + 1
        guard let json = LedgerLine.read(line, 0..<line.count), let record = LedgerRecord(json, at: place) else {
            continue
        }
        expect(LedgerRecord(record.json, at: place) != nil, "a record that was read is not read again")
        state.apply(record)
    }
    _ = LedgerLine.read(input, 0..<input.count)
    _ = state.beginning(at: Timestamp(seconds: 1_800_000_000))
    expect(LedgerState(snapshot: state.snapshot, logID: state.logID) != nil, "a snapshot is not read again")
    if let json = try? JSON.read(input) { _ = LedgerState(snapshot: json, logID: "abcdefgh") }
}
