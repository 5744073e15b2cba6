/// The known name that a misspelt one most likely means, for "did you mean".
///
/// Edit distance with swaps counted once (Damerau–Levenshtein, restricted), at most a third of the word.
package func nearestName(to word: String, among known: some Sequence<String>) -> String? {
    let letters = Array(word.lowercased().unicodeScalars)
    var limit = max(1, letters.count / 3)
    var nearest: String?
    for name in known {
        let others = Array(name.lowercased().unicodeScalars)
        // So many letters more or fewer are at least as many edits.
        guard abs(others.count - letters.count) <= limit else { continue }
        let distance = editDistance(letters, others)
        guard distance <= limit else { continue }
        nearest = name
        limit = distance - 1
    }
    return nearest
}

private func editDistance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
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
