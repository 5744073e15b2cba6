import Cryptography
import Testing

@Suite struct HMACTests {
    private func code(_ message: [UInt8], _ key: [UInt8]) -> String {
        var code = HMAC(key: key)
        code.update(message)
        return Vectors.hex(code.finish())
    }

    private static let vectors = Vectors.read("hmac-sha256") + Vectors.read("hmac-sha256-wycheproof")

    /// Some codes were cut short.
    @Test(arguments: vectors) func aMessageHasItsCode(_ lines: [String]) {
        let code = code(Vectors.bytes(lines[1]), Vectors.bytes(lines[0]))
        #expect(code.hasPrefix(lines[2]))
        #expect(lines[2].count >= 32)
    }

    @Test func theVectorsAreThere() { #expect(Self.vectors.count == 7 + 66) }

    @Test func keysAndMessagesOfEveryLengthAroundABlockDiffer() {
        var codes: Set<String> = []
        for length in 0...130 {
            codes.insert(code([1], [UInt8](repeating: 1, count: length)))
            codes.insert(code([UInt8](repeating: 2, count: length), [1, 2, 3]))
        }
        #expect(codes.count == 262)
    }
}
