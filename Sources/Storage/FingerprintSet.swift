/// The fingerprints of every event that was accepted within the retention time: 16 bytes each, little more in all.
///
/// Open addressing in 64 parts that grow one at a time, so that growing never needs twice the memory.
struct FingerprintSet {
    private var parts = [Part](repeating: Part(), count: 64)

    private struct Part {
        var slots: [Fingerprint] = []
        var count = 0
    }

    /// The all-zero value marks a free slot; the one event in 2^128 that has it is never a duplicate.
    private static let free = Fingerprint(high: 0, low: 0)

    /// False when it was there.
    mutating func insert(_ fingerprint: Fingerprint) -> Bool {
        let part = Int(fingerprint.high >> 58)
        if (parts[part].count + 1) * 5 > parts[part].slots.count * 4 { grow(part) }
        let slot = FingerprintSet.slot(for: fingerprint, in: parts[part].slots)
        guard parts[part].slots[slot] == FingerprintSet.free else { return false }
        parts[part].slots[slot] = fingerprint
        parts[part].count += 1
        return true
    }

    private static func slot(for fingerprint: Fingerprint, in slots: [Fingerprint]) -> Int {
        var index = Int(fingerprint.low.multipliedFullWidth(by: UInt64(slots.count)).high)
        while slots[index] != free && slots[index] != fingerprint {
            index += 1
            if index == slots.count { index = 0 }
        }
        return index
    }

    private mutating func grow(_ part: Int) {
        let old = parts[part].slots
        parts[part].slots = [Fingerprint](repeating: FingerprintSet.free, count: max(64, old.count * 3 / 2))
        for fingerprint in old where fingerprint != FingerprintSet.free {
            parts[part].slots[FingerprintSet.slot(for: fingerprint, in: parts[part].slots)] = fingerprint
        }
    }
}
