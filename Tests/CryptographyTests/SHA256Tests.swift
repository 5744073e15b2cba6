import Cryptography
import Foundation
import Testing

@Suite struct SHA256Tests {
    struct Vector: Sendable, CustomTestStringConvertible {
        let message: [UInt8]
        let digest: String
        let testDescription: String

        /// `text abc x1` or `hex 00 x55`, and the digest.
        init(_ lines: [String]) {
            let words = lines[0].components(separatedBy: " ")
            let unit = words[0] == "hex" ? Vectors.bytes(words[1]) : Array(words[1].utf8)
            message = [[UInt8]](repeating: unit, count: Int(words[2].dropFirst()) ?? 0).flatMap { $0 }
            digest = lines[1]
            testDescription = String(lines[0].prefix(40))
        }
    }

    static let vectors = Vectors.read("sha256").map(Vector.init)

    @Test func theVectorsAreThere() { #expect(Self.vectors.count == 14) }

    @Test(arguments: vectors) func aMessageHasItsDigest(_ vector: Vector) {
        #expect(Vectors.hex(SHA256.digest(of: vector.message)) == vector.digest)
    }

    @Test func itMakesNoDifferenceInWhichPiecesAMessageComes() {
        let message = (0..<300).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        let whole = SHA256.digest(of: message)
        for cut in 0...message.count {
            var hash = SHA256()
            hash.update(Array(message[..<cut]))
            hash.update([])
            hash.update(Array(message[cut...]))
            #expect(hash.finish() == whole, "cut at \(cut)")
        }
    }
}
