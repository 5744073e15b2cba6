/// No two members of an object may have the same name: readers disagree about which one counts (RFC 8259 section 4),
/// so that one of them could be shown something else than was checked.
extension JSONTape {
    /// Looks through the keys of the object that was closed just now; names are compared as unescaped bytes.
    func rejectDuplicateKeys(of object: Int, in text: Span<UInt8>) throws(JSONError) {
        /// Up to here comparing pairs beats hashing.
        let fewKeys = 24
        // One bit for each way a key may begin and end: only keys that share theirs are compared.
        var begun: UInt64 = 0
        var count = 0
        var index = object + 1
        while index < tokens.count {
            let key = tokens[index]
            count += 1
            guard !key.hasEscapes, count <= fewKeys else { return try rejectDuplicatesByHash(of: object, in: text) }
            let bit = JSONTape.bit(of: key, in: text)
            if begun & bit != 0 { try rejectDuplicate(index, of: object, in: text) }
            begun |= bit
            index = Int(tokens[index + 1].next)
        }
    }

    @inline(__always)
    private static func bit(of key: Token, in text: Span<UInt8>) -> UInt64 {
        let last = text[Int(key.end) - 2]
        return 1 &<< (UInt64(text[Int(key.start) + 1]) &* 5 &+ UInt64(last) &+ UInt64(key.end &- key.start) &* 11)
    }

    private func rejectDuplicate(_ index: Int, of object: Int, in text: Span<UInt8>) throws(JSONError) {
        let key = tokens[index]
        let length = Int(key.end - key.start)
        var earlier = object + 1
        while earlier < index {
            let other = tokens[earlier]
            if Int(other.end - other.start) == length, text.areEqual(Int(other.start), Int(key.start), count: length) {
                throw duplicate(index, text)
            }
            earlier = Int(tokens[earlier + 1].next)
        }
    }

    private func rejectDuplicatesByHash(of object: Int, in text: Span<UInt8>) throws(JSONError) {
        var seen: Set<[UInt8]> = []
        var index = object + 1
        while index < tokens.count {
            // As bytes: two spellings that Unicode calls equivalent are two names.
            let name = Array(JSONTape.unescaped(tokens[index], text).utf8)
            guard seen.insert(name).inserted else { throw duplicate(index, text) }
            index = Int(tokens[index + 1].next)
        }
    }

    private func duplicate(_ index: Int, _ text: Span<UInt8>) -> JSONError {
        let key = JSONTape.unescaped(tokens[index], text)
        return JSONError(offset: Int(tokens[index].start), message: "duplicate member '\(key)' in one object")
    }
}
