import Cryptography
import Foundation
import Testing

@Suite struct HMACTests {
    private func code(_ message: [UInt8], _ key: [UInt8]) -> String {
        var code = HMAC(key: key)
        code.update(message)
        return Vectors.hex(code.finish())
    }

    @Test(arguments: Vectors.read("hmac-sha256")) func aMessageHasItsCode(_ lines: [String]) {
        let code = code(Vectors.bytes(lines[1]), Vectors.bytes(lines[0]))
        // The fifth vector is of a code that was cut short.
        #expect(code.hasPrefix(lines[2]))
        #expect(lines[2].count >= 32)
    }

    @Test func theVectorsAreThere() { #expect(Vectors.read("hmac-sha256").count == 7) }

    @Test func keysAndMessagesOfEveryLengthAroundABlockDiffer() {
        var codes: Set<String> = []
        for length in 0...130 {
            codes.insert(code([1], [UInt8](repeating: 1, count: length)))
            codes.insert(code([UInt8](repeating: 2, count: length), [1, 2, 3]))
        }
        #expect(codes.count == 262)
    }
}

/// The vectors of Project Wycheproof, where somebody has put them beside the package.
@Suite struct WycheproofTests {
    private struct File: Decodable {
        struct Group: Decodable {
            let tagSize: Int
            let tests: [Test]
        }

        struct Test: Decodable {
            let tcId: Int
            let key: String
            let msg: String
            let tag: String
            let result: String
        }

        let testGroups: [Group]
    }

    private static let path = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../shared/material/hmac_sha256_test.json").standardizedFileURL.path

    @Test(.enabled(if: FileManager.default.fileExists(atPath: path))) func everyCodeIsRightAndNoForgedOneIs() throws {
        let file = try JSONDecoder().decode(
            File.self,
            from: try #require(FileManager.default.contents(atPath: Self.path))
        )
        #expect(file.testGroups.flatMap(\.tests).count >= 100)
        for group in file.testGroups {
            for test in group.tests {
                var code = HMAC(key: Vectors.bytes(test.key))
                code.update(Vectors.bytes(test.msg))
                let tag = Vectors.hex(Array(code.finish().prefix(group.tagSize / 8)))
                #expect((tag == test.tag) == (test.result == "valid"), "\(test.tcId)")
            }
        }
    }
}
