/// The known name that a misspelt one most likely means, for "did you mean".
///
/// Edit distance with swaps counted once (Damerau–Levenshtein, restricted), at most a third of the word.
package func nearestName(to word: String, among known: some Sequence<String>) -> String? {
    let limit = max(1, word.count / 3)
    let candidates = known.map { (name: $0, distance: editDistance(word.lowercased(), $0.lowercased())) }
    return candidates.filter { $0.distance <= limit }.min { $0.distance < $1.distance }?.name
}

private func editDistance(_ first: String, _ second: String) -> Int {
    let a = Array(first.unicodeScalars)
    let b = Array(second.unicodeScalars)
    guard !a.isEmpty, !b.isEmpty else { return max(a.count, b.count) }
    var beforePrevious = [Int](repeating: 0, count: b.count + 1)
    var previous = Array(0...b.count)
    for i in 1...a.count {
        var current = [i] + [Int](repeating: 0, count: b.count)
        for j in 1...b.count {
            let substitution = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)
            current[j] = min(previous[j] + 1, current[j - 1] + 1, substitution)
            if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
                current[j] = min(current[j], beforePrevious[j - 2] + 1)
            }
        }
        (beforePrevious, previous) = (previous, current)
    }
    return previous[b.count]
}
