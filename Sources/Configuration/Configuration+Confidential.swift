import Diagnostics
import JSON

extension Configuration {
    /// The lines of a file whose text must not be shown under a message: an address or a secret may stand
    /// there.
    static func confidentialLines(_ file: SourceFile, _ json: JSON?) -> Set<Int> {
        let marked = markedLines(file)
        // In a file that is not JSON the value of a marked key may begin on the next line.
        guard let json else { return marked.union(marked.map { $0 + 1 }) }
        let values =
            ["webhook", "secret", "signing", "urls", "proxy", "heartbeat"].compactMap { json[$0] }
            + [json["mail"]?["password"]].compactMap { $0 }
        return marked.union(values.flatMap { $0.offsets }.map { file.position(at: $0).line })
    }

    private static func markedLines(_ file: SourceFile) -> Set<Int> {
        // Lower case or capitalised: the types `RAW_WEBHOOK` and the like are no secrets.
        let marks = ["://", "hook", "Hook", "ecret", "oken", "assw", "signing"].map { Array($0.utf8) }
        let lines = file.bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let marked = lines.indices.filter { line in marks.contains { lines[line].holds($0) } }
        return Set(marked.map { $0 + 1 })
    }
}

extension ArraySlice<UInt8> {
    fileprivate func holds(_ word: [UInt8]) -> Bool { indices.contains { self[$0...].starts(with: word) } }
}

extension JSON {
    /// Where the value and everything in it stands.
    fileprivate var offsets: [Int] {
        switch content {
        case .array(let values): [offset] + values.flatMap { $0.offsets }
        case .object(let members): [offset] + members.flatMap { $0.value.offsets }
        default: [offset]
        }
    }
}
