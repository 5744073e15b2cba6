/// 128 bits that stand for an event's bytes: equal bytes, equal fingerprint.
///
/// SipHash-2-4 with 128 bits of output (Aumasson and Bernstein, "SipHash: a fast short-input PRF", and the 128-bit
/// variant of its reference code) under a key that only this home has: nobody who may write events can make two that
/// collide, and so have another's event taken for a duplicate.
package struct Fingerprint: Sendable, Hashable {
    package let high: UInt64
    package let low: UInt64

    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    package struct Key: Sendable, Equatable {
        let first: UInt64
        let second: UInt64

        /// From 16 bytes, little-endian as in the reference code.
        package init?(bytes: [UInt8]) {
            guard bytes.count == 16 else { return nil }
            first = bytes[0..<8].reversed().reduce(0) { $0 << 8 | UInt64($1) }
            second = bytes[8..<16].reversed().reduce(0) { $0 << 8 | UInt64($1) }
        }
    }

    package init(of bytes: Span<UInt8>, key: Key) {
        self = unsafe bytes.withUnsafeBytes { unsafe Fingerprint(raw: $0, key) }
    }

    private init(raw bytes: UnsafeRawBufferPointer, _ key: Key) {
        var state = SipState(key)
        let words = bytes.count / 8
        for index in 0..<words {
            state.absorb(UInt64(littleEndian: unsafe bytes.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self)))
        }
        var last = UInt64(truncatingIfNeeded: bytes.count) << 56
        for index in words * 8..<bytes.count { last |= UInt64(unsafe bytes[index]) << UInt64((index % 8) * 8) }
        state.absorb(last)
        (low, high) = state.finish()
    }
}

private struct SipState {
    private var v0: UInt64
    private var v1: UInt64
    private var v2: UInt64
    private var v3: UInt64

    init(_ key: Fingerprint.Key) {
        v0 = 0x736f_6d65_7073_6575 ^ key.first
        v1 = 0x646f_7261_6e64_6f6d ^ key.second ^ 0xee
        v2 = 0x6c79_6765_6e65_7261 ^ key.first
        v3 = 0x7465_6462_7974_6573 ^ key.second
    }

    @inline(__always)
    mutating func absorb(_ word: UInt64) {
        v3 ^= word
        round()
        round()
        v0 ^= word
    }

    mutating func finish() -> (UInt64, UInt64) {
        v2 ^= 0xee
        for _ in 0..<4 { round() }
        let first = v0 ^ v1 ^ v2 ^ v3
        v1 ^= 0xdd
        for _ in 0..<4 { round() }
        return (first, v0 ^ v1 ^ v2 ^ v3)
    }

    @inline(__always)
    private mutating func round() {
        v0 &+= v1
        v1 = v1 << 13 | v1 >> 51
        v1 ^= v0
        v0 = v0 << 32 | v0 >> 32
        v2 &+= v3
        v3 = v3 << 16 | v3 >> 48
        v3 ^= v2
        v0 &+= v3
        v3 = v3 << 21 | v3 >> 43
        v3 ^= v0
        v2 &+= v1
        v1 = v1 << 17 | v1 >> 47
        v1 ^= v2
        v2 = v2 << 32 | v2 >> 32
    }
}
