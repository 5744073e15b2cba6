/// Which line a key has: open addressing with linear probing, deletion by moving back, never more than half full.
struct LineIndex: Sendable {
    private static let none = UInt16.max

    private var keys: [UInt64]
    private var lines: [UInt16]
    private var count = 0

    init() {
        keys = [UInt64](repeating: 0, count: 16)
        lines = [UInt16](repeating: LineIndex.none, count: 16)
    }

    func line(of key: UInt64) -> Int? {
        let slot = slot(of: key)
        return lines[slot] == LineIndex.none ? nil : Int(lines[slot])
    }

    /// The key must not be there yet.
    mutating func insert(_ key: UInt64, line: Int) {
        if count * 2 >= keys.count { grow() }
        let slot = slot(of: key)
        keys[slot] = key
        lines[slot] = UInt16(line)
        count += 1
    }

    mutating func remove(_ key: UInt64) {
        var hole = slot(of: key)
        guard lines[hole] != LineIndex.none else { return }
        count -= 1
        let mask = keys.count - 1
        var next = (hole + 1) & mask
        while lines[next] != LineIndex.none {
            let home = Int(truncatingIfNeeded: keys[next]) & mask
            // An entry may move back only if its home is not between the hole and where it stands.
            if (next &- home) & mask >= (next &- hole) & mask {
                keys[hole] = keys[next]
                lines[hole] = lines[next]
                hole = next
            }
            next = (next + 1) & mask
        }
        lines[hole] = LineIndex.none
    }

    /// Where the key stands, or the free slot where it would.
    private func slot(of key: UInt64) -> Int {
        let mask = keys.count - 1
        var slot = Int(truncatingIfNeeded: key) & mask
        while lines[slot] != LineIndex.none, keys[slot] != key { slot = (slot + 1) & mask }
        return slot
    }

    private mutating func grow() {
        let old = zip(keys, lines).filter { $0.1 != LineIndex.none }
        keys = [UInt64](repeating: 0, count: keys.count * 2)
        lines = [UInt16](repeating: LineIndex.none, count: keys.count)
        for (key, line) in old {
            let slot = slot(of: key)
            keys[slot] = key
            lines[slot] = line
        }
    }
}
