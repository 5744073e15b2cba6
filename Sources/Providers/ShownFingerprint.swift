/// Eight hexadecimal digits that tell two texts apart at a glance, for people.
///
/// FNV-1a with 32 bits (https://datatracker.ietf.org/doc/html/rfc9923): not a digest, says nothing about integrity.
struct ShownFingerprint: CustomStringConvertible {
    private let value: UInt32

    init(_ text: String) {
        let offsetBasis: UInt32 = 0x811C_9DC5
        let prime: UInt32 = 0x0100_0193
        value = text.utf8.reduce(offsetBasis) { ($0 ^ UInt32($1)) &* prime }
    }

    var description: String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 8 - digits.count) + digits
    }
}
