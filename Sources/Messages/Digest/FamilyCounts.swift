import Events

/// How many events there were of each kind: exact, however many kinds somebody invents.
struct FamilyCounts: Sendable {
    /// Kinds past these are counted together.
    private static let maximumFamilies = 64

    private var keys: [UInt64] = []
    private var families: [Digest.Family] = []

    /// The index of an event's family, for `add`: found once for each line.
    mutating func index(of entry: borrowing DigestEntry) -> Int {
        if let known = keys.firstIndex(of: entry.familyKey) { return known }
        guard keys.count < FamilyCounts.maximumFamilies else { return FamilyCounts.maximumFamilies }
        keys.append(entry.familyKey)
        families.append(Digest.Family(name: entry.kind.family, count: 0))
        return keys.count - 1
    }

    mutating func add(at index: Int) {
        if index == families.count { families.append(Digest.Family(name: "other", count: 0)) }
        families[index].count += 1
    }

    var mostFrequentFirst: [Digest.Family] {
        let named = families.prefix(FamilyCounts.maximumFamilies).sorted { ($1.count, $0.name) < ($0.count, $1.name) }
        return named + families.dropFirst(FamilyCounts.maximumFamilies)
    }
}
