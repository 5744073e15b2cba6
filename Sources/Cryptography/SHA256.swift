/// SHA-256 (FIPS 180-4, section 6.2), fed piece by piece.
///
/// Its own because neither the toolchain nor libcurl hands one out. It takes as long for every input of a length:
/// nothing in it branches on what it hashes.
package struct SHA256: Sendable {
    package static let blockSize = 64

    private var state = SHA256.initialState
    private var schedule = [UInt32](repeating: 0, count: 64)
    /// What does not fill a block yet.
    private var pending: [UInt8] = []
    private var length: UInt64 = 0

    package init() {}

    package static func digest(of bytes: [UInt8]) -> [UInt8] {
        var hash = SHA256()
        hash.update(bytes)
        return hash.finish()
    }

    package mutating func update(_ bytes: [UInt8]) {
        length += UInt64(bytes.count)
        pending += bytes
        absorbBlocks()
    }

    /// The digest of everything that was fed: 32 bytes.
    package consuming func finish() -> [UInt8] {
        var last = self
        last.pad()
        return last.state.flatMap { bigEndian($0) }
    }

    /// A one, zeros, and the length in bits, so that the last block is full (section 5.1.1).
    private mutating func pad() {
        let bits = length * 8
        let lengthSize = 8
        pending.append(0x80)
        while pending.count % SHA256.blockSize != SHA256.blockSize - lengthSize { pending.append(0) }
        pending += bigEndian(UInt32(truncatingIfNeeded: bits >> 32)) + bigEndian(UInt32(truncatingIfNeeded: bits))
        absorbBlocks()
    }

    private mutating func absorbBlocks() {
        var start = 0
        while pending.count - start >= SHA256.blockSize {
            absorb(blockAt: start)
            start += SHA256.blockSize
        }
        pending.removeFirst(start)
    }

    private mutating func absorb(blockAt start: Int) {
        expand(blockAt: start)
        var (a, b, c, d) = (state[0], state[1], state[2], state[3])
        var (e, f, g, h) = (state[4], state[5], state[6], state[7])
        for round in 0..<64 {
            let sum1 = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25)
            let choice = (e & f) ^ (~e & g)
            let first = h &+ sum1 &+ choice &+ SHA256.constants[round] &+ schedule[round]
            let sum0 = rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22)
            let majority = (a & b) ^ (a & c) ^ (b & c)
            (h, g, f, e, d, c, b, a) = (g, f, e, d &+ first, c, b, a, first &+ sum0 &+ majority)
        }
        for (index, word) in [a, b, c, d, e, f, g, h].enumerated() { state[index] &+= word }
    }

    /// The message schedule: the block's sixteen words, and 48 made of them.
    private mutating func expand(blockAt start: Int) {
        for word in 0..<16 {
            let first = start + word * 4
            schedule[word] = pending[first..<first + 4].reduce(0) { $0 << 8 | UInt32($1) }
        }
        for word in 16..<64 {
            let (near, far) = (schedule[word - 2], schedule[word - 15])
            let sigma1 = rotated(near, 17) ^ rotated(near, 19) ^ near >> 10
            let sigma0 = rotated(far, 7) ^ rotated(far, 18) ^ far >> 3
            schedule[word] = sigma1 &+ schedule[word - 7] &+ sigma0 &+ schedule[word - 16]
        }
    }

    /// The first 32 bits of the fractions of the square roots of the first 8 primes (section 5.3.3).
    private static let initialState: [UInt32] = [
        0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
    ]

    /// The same of the cube roots of the first 64 primes (section 4.2.2).
    private static let constants: [UInt32] = [
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
        0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
        0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
        0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
        0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
        0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
        0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
        0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
    ]
}

private func rotated(_ word: UInt32, _ bits: UInt32) -> UInt32 { word >> bits | word << (32 - bits) }

private func bigEndian(_ word: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> $0) }
}
