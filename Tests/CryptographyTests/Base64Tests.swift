import Cryptography
import Testing

@Suite struct Base64Tests {
    private func decoded(_ text: String) -> [UInt8]? { Base64.decode(text.utf8) }

    /// RFC 4648, section 10.
    @Test(arguments: [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
        ("foobar", "Zm9vYmFy"),
    ])
    func theVectorsOfTheStandardHold(_ text: String, _ encoded: String) {
        #expect(String(decoding: Base64.encode(Array(text.utf8)), as: UTF8.self) == encoded)
        #expect(decoded(encoded) == Array(text.utf8))
        #expect(decoded(encoded.replacing("=", with: "")) == Array(text.utf8), "padding may be left out")
    }

    @Test func everyByteComesBackWhateverStandsBesideIt() {
        for count in 0...5 {
            for byte: UInt8 in 0...255 {
                let bytes = [UInt8](repeating: byte, count: count) + [byte ^ 0x5A]
                #expect(Base64.decode(Base64.encode(bytes)) == bytes)
            }
        }
    }

    @Test(arguments: [
        "A", "AAAAA", "=", "==", "====", "Zg=", "Zg===", "Zm9v=", "Zm9v====", "Zm8==", "Z=g=", "=Zg=", "Zm9 v",
        "Zm9v\n", "Zm-_", "Zm9vé", "Zh==", "Zm9=", "Zh", "Zm9v.",
    ])
    func whatIsNoBase64IsRefused(_ text: String) { #expect(decoded(text) == nil) }
}
