import Delivery
import Time

/// How long an answer asks to wait: `Retry-After` (RFC 9110 section 10.2.3) and its relatives.
///
/// Everything is read leniently and from untrusted bytes. What cannot be read, is negative or lies in the past asks for
/// nothing; what is longer than `longest` is cut to it, so that no answer parks an integration for ever.
enum RetryAfter {
    static let longest = Duration.seconds(86_400)

    /// The longest of the `Retry-After` headers that can be read; a proxy may have added its own.
    static func wait(in response: Response, at now: Timestamp) -> Duration? {
        response.headers
            .filter { $0.name.lowercased() == "retry-after" }
            .compactMap { wait($0.value, at: now) }
            .max()
    }

    /// A count of seconds, with decimals as some servers send them, or a date.
    static func wait(_ value: String, at now: Timestamp) -> Duration? {
        let bytes = trimmed(value)
        if let wait = seconds(bytes) { return wait }
        guard let date = Timestamp(httpDate: bytes, at: now), date >= now else { return nil }
        return min(date - now, longest)
    }

    /// `64`, `64.57`, `.5`: seconds rounded up to milliseconds, cut to `longest`.
    static func seconds(_ text: String) -> Duration? { seconds(trimmed(text)) }

    private static func seconds(_ bytes: [UInt8]) -> Duration? {
        let parts = bytes.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        guard bytes.contains(where: isDigit), parts.allSatisfy({ $0.allSatisfy(isDigit) }) else { return nil }
        let whole = saturated(parts[0])
        let (thousandths, rest) = parts.count > 1 ? fraction(parts[1]) : (0, false)
        return min(.milliseconds(whole * 1000 + thousandths + (rest ? 1 : 0)), longest)
    }

    /// No more than `longest` in seconds, however many digits there are.
    private static func saturated(_ digits: ArraySlice<UInt8>) -> Int64 {
        let limit = longest.components.seconds
        return digits.reduce(0) { min($0 * 10 + Int64($1 - UInt8(ascii: "0")), limit) }
    }

    /// The first three decimals, and whether something other than zero follows them.
    private static func fraction(_ digits: ArraySlice<UInt8>) -> (thousandths: Int64, rest: Bool) {
        let zero = UInt8(ascii: "0")
        let padded = Array(digits.prefix(3)) + Array(repeating: zero, count: max(0, 3 - digits.count))
        return (saturated(padded[...]), digits.dropFirst(3).contains { $0 != zero })
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func trimmed(_ text: String) -> [UInt8] {
        let isSpace: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x09 }
        var bytes = Array(text.utf8.drop(while: isSpace))
        while let last = bytes.last, isSpace(last) { bytes.removeLast() }
        return bytes
    }
}
