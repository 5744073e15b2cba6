package import Delivery
import JSON
import Time

/// One line of the event log, its head read and its event left alone.
package struct EventLine: Sendable {
    package let place: LogPlace
    package let sequence: UInt64
    let id: Range<Int>
    let time: Range<Int>
    /// From the type to the resource, as bytes: equal bytes, equal kind of event.
    let kind: Range<Int>
    let type: Range<Int>
    let project: Range<Int>?
    let resource: Range<Int>?
    let run: Range<Int>?
    let event: Range<Int>

    /// Reads the head that `SegmentWriter` wrote; `nil` for a line that is no event's.
    init?(_ text: [UInt8], _ range: Range<Int>, place: LogPlace) {
        var cursor = Cursor(text: text, index: range.lowerBound, end: range.upperBound)
        guard cursor.skip("{\"seq\":"), let sequence = cursor.number(), cursor.skip(",\"id\":"),
            let id = cursor.string(), cursor.skip(",\"time\":"), let time = cursor.string()
        else { return nil }
        let kindStart = cursor.index
        guard cursor.skip(",\"type\":"), let type = cursor.string() else { return nil }
        self.place = place
        self.sequence = sequence
        self.id = id
        self.time = time
        self.type = type
        project = cursor.skip(",\"project\":") ? cursor.string() : nil
        resource = cursor.skip(",\"resource\":") ? cursor.string() : nil
        kind = kindStart..<cursor.index
        run = cursor.skip(",\"run\":") ? cursor.string() : nil
        guard cursor.skip(",\"source\":"), cursor.string() != nil, cursor.skip(",\"event\":"),
            cursor.index < range.upperBound - 1
        else { return nil }
        event = cursor.index..<range.upperBound - 1
    }

    private struct Cursor {
        let text: [UInt8]
        var index: Int
        let end: Int

        mutating func skip(_ expected: StaticString) -> Bool {
            let count = expected.utf8CodeUnitCount
            guard index + count <= end else { return false }
            for offset in 0..<count where unsafe text[index + offset] != expected.utf8Start[offset] { return false }
            index += count
            return true
        }

        mutating func number() -> UInt64? {
            var value: UInt64 = 0
            let start = index
            while index < end, text[index] &- UInt8(ascii: "0") < 10 {
                value = value &* 10 &+ UInt64(text[index] - UInt8(ascii: "0"))
                index += 1
            }
            return index > start ? value : nil
        }

        /// The range of a string with its quotes.
        mutating func string() -> Range<Int>? {
            guard index < end, text[index] == UInt8(ascii: "\"") else { return nil }
            let start = index
            index += 1
            while index < end {
                let byte = text[index]
                index += byte == UInt8(ascii: "\\") ? 2 : 1
                if byte == UInt8(ascii: "\"") { return start..<index }
            }
            return nil
        }
    }
}
