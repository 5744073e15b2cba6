import Diagnostics
import JSON

extension Problems {
    mutating func expected(_ what: String, _ json: JSON) {
        error("expected \(what), found \(json.kind)", at: json.offset)
    }

    /// A word that is not one of the known: the nearest is suggested, and a short list or one without a near word shown.
    mutating func unknown(_ what: String, _ word: String, known: [String], at offset: Int) {
        let fewWords = 8
        var notes: [String] = []
        if let near = nearestName(to: word, among: known) { notes.append("did you mean '\(near)'?") }
        if notes.isEmpty || known.count <= fewWords {
            notes.append("known \(what)s: " + known.sorted().joined(separator: ", "))
        }
        error("unknown \(what) '\(word)'", at: offset, notes: notes)
    }
}
