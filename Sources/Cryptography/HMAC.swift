/// HMAC with SHA-256 (RFC 2104), fed piece by piece.
package struct HMAC: Sendable {
    private var inner = SHA256()
    private var outer = SHA256()

    /// A key of any length; one longer than a block stands for its digest.
    package init(key: [UInt8]) {
        var block = key.count > SHA256.blockSize ? SHA256.digest(of: key) : key
        block += [UInt8](repeating: 0, count: SHA256.blockSize - block.count)
        inner.update(block.map { $0 ^ 0x36 })
        outer.update(block.map { $0 ^ 0x5c })
    }

    package mutating func update(_ bytes: [UInt8]) { inner.update(bytes) }

    /// The code of everything that was fed: 32 bytes.
    package consuming func finish() -> [UInt8] {
        var outer = outer
        outer.update(inner.finish())
        return outer.finish()
    }
}
