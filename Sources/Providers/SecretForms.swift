import Cryptography
import JSON

/// The ways in which one secret turns up in requests, answers and reports.
enum SecretForms {
    static func all(of secret: String) -> Set<[UInt8]> {
        let bytes = Array(secret.utf8)
        var json: [UInt8] = []
        JSON.writeEscaped(bytes, into: &json)
        let texts = [bytes, json, replacing("/", in: json, by: #"\/"#), html(bytes)]
        return Set(texts + percentEncoded(bytes) + base64(bytes))
    }

    /// Everything but the unreserved characters of RFC 3986 section 2.3, in both cases of hexadecimal digits; and the
    /// same with slashes left alone, and with the space of HTML forms.
    private static func percentEncoded(_ secret: [UInt8]) -> [[UInt8]] {
        let upper = secret.flatMap { isUnreserved($0) ? [$0] : percentEscape($0) }
        let lower = secret.flatMap { byte in isUnreserved(byte) ? [byte] : percentEscape(byte).map { lowercase($0) } }
        return [upper, lower, replacing("%2F", in: upper, by: "/"), replacing("%20", in: upper, by: "+")]
    }

    private static func lowercase(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "-._~".utf8.contains(byte)
        }
    }

    private static func html(_ secret: [UInt8]) -> [UInt8] {
        let ampersands = replacing("&", in: secret, by: "&amp;")
        return replacing("<", in: replacing("\"", in: ampersands, by: "&quot;"), by: "&lt;")
    }

    private static func replacing(_ mark: String, in bytes: [UInt8], by other: String) -> [UInt8] {
        let mark = Array(mark.utf8)
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes[index...].starts(with: mark) {
                result += other.utf8
                index += mark.count
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return result
    }

    /// What base64 of any text holds when the secret stands in that text, as in `Basic` authentication.
    ///
    /// One form for each of the three ways in which the secret can fall on the groups of three bytes, without the
    /// characters at both ends that its neighbours have a share in. Both alphabets of RFC 4648.
    private static func base64(_ secret: [UInt8]) -> [[UInt8]] {
        let standard = (0..<3).map { shift in
            let padded = Array(repeating: 0, count: shift) + secret
            let whole = padded.prefix(padded.count / 3 * 3)
            return Array(Base64.encode(Array(whole)).dropFirst(shift == 0 ? 0 : shift + 1))
        }
        return standard + standard.map { replacing("/", in: replacing("+", in: $0, by: "-"), by: "_") }
    }
}
