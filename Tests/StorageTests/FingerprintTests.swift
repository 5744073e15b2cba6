import Testing

@testable import Storage

@Suite struct FingerprintTests {
    /// `vectors_sip128` of the reference code: the input is 00 01 02 …, the key 00 to 0f.
    @Test(arguments: [
        (0, "a3817f04ba25a8e66df67214c7550293"), (1, "da87c1d86b99af44347659119b22fc45"),
        (2, "8177228da4a45dc7fca38bdef60affe4"),
    ])
    func fingerprintsAreThoseOfTheReferenceCode(_ count: Int, _ vector: String) throws {
        let key = try #require(Fingerprint.Key(bytes: Array(0..<16)))
        let bytes = Array((0..<UInt8(count)))
        let print = Fingerprint(of: bytes.span, key: key)
        #expect(littleEndian(print.low) + littleEndian(print.high) == vector)
    }

    private func littleEndian(_ word: UInt64) -> String {
        (0..<8).map { byte in
            let text = String(word >> UInt64(byte * 8) & 0xFF, radix: 16)
            return text.count == 1 ? "0" + text : text
        }.joined()
    }

    @Test func everyLengthAndEveryKeyHasAFingerprintOfItsOwn() throws {
        var seen: Set<Fingerprint> = []
        for key in [0, 1] as [UInt8] {
            let key = try #require(Fingerprint.Key(bytes: [UInt8](repeating: 0, count: 15) + [key]))
            for count in 0..<64 { seen.insert(Fingerprint(of: [UInt8](repeating: 0, count: count).span, key: key)) }
        }
        #expect(seen.count == 128)
    }

    @Test(arguments: [0, 15, 17])
    func aKeyHasSixteenBytes(_ count: Int) {
        #expect(Fingerprint.Key(bytes: [UInt8](repeating: 1, count: count)) == nil)
    }

    @Test func aSetKnowsWhatWasPutIntoIt() {
        var set = FingerprintSet()
        let prints = (0..<20_000).map { number in
            Fingerprint(high: UInt64(number) &* 0x9E37_79B9_7F4A_7C15, low: UInt64(number / 3) << 40)
        }
        #expect(prints.dropFirst().allSatisfy { set.insert($0) })
        #expect(prints.dropFirst().allSatisfy { !set.insert($0) })
    }
}

@Suite struct ChecksumTests {
    private func checksum(_ bytes: [UInt8]) -> String { Checksum.of(bytes.span).text }

    @Test func theCheckValuesAreCastagnolis() {
        #expect(checksum(Array("123456789".utf8)) == "e3069283")
        #expect(checksum([]) == "00000000")
        // RFC 3720 appendix B.4: 32 bytes of zeros, of ones, ascending.
        #expect(checksum([UInt8](repeating: 0, count: 32)) == "8a9136aa")
        #expect(checksum([UInt8](repeating: 0xFF, count: 32)) == "62a8ab43")
        #expect(checksum(Array(0..<32)) == "46dd794e")
    }

    @Test func piecesGiveTheSameAsTheWhole() {
        let bytes = (0..<100).map { UInt8($0) }
        for cut in 0...100 {
            var pieces = Checksum()
            pieces.add(bytes.span.extracting(0..<cut))
            pieces.add(bytes.span.extracting(cut..<100))
            let text = pieces.text
            #expect(text == checksum(bytes))
        }
    }
}
