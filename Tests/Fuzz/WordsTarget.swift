import Delivery
import Mail
import Time

@testable import Providers

/// Times, durations, waits, addresses: what is read has to make sense.
func fuzzWords(_ input: [UInt8]) {
    let text = String(decoding: input, as: UTF8.self)
    let now = Timestamp(seconds: 1_800_000_000)
    if let wait = RetryAfter.wait(text, at: now) {
        expect(wait >= .zero && wait <= RetryAfter.longest, "a wait of \(wait)")
    }
    if let time = Timestamp(rfc3339: text) {
        expect(Timestamp(rfc3339: time.rfc3339) == time, "\(time.rfc3339) is not read as it was written")
    }
    _ = Timestamp(httpDate: input, at: now)
    _ = Timestamp(spoken: text, now: now)
    if let duration = Duration(text: text) { expect(duration >= .zero, "a duration of \(duration)") }
    if let address = try? MailAddress(text) {
        let bytes = address.description.utf8
        expect(bytes.allSatisfy { (0x21...0x7E).contains($0) } && bytes.first != UInt8(ascii: "-"), "no mail address")
    }
    if let address = IPAddress(text) {
        expect(AddressRange(text)?.contains(address) == true, "\(text) is no range of one")
    }
    if var address = WebAddress(text) {
        expect(!address.host.isEmpty, "an address without a host: \(text)")
        address.fragment = nil
        expect(WebAddress(address.text) == address, "an address that is sent is another than was read: \(text)")
    }
}
