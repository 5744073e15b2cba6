package import JSON
package import Time

extension JSON {
    /// A moment as RFC 3339 text, so that `cat` and `jq` show what a person can read.
    package static func time(_ time: Timestamp) -> JSON { .string(time.rfc3339) }

    /// Sequence numbers as `[[first, last], …]`.
    static func ranges(_ ranges: [ClosedRange<UInt64>]) -> JSON {
        .array(ranges.map { [.number($0.lowerBound), .number($0.upperBound)] })
    }
}

/// Typed access to the members of one record.
struct RecordFields {
    let json: JSON

    init(_ json: JSON) { self.json = json }

    func text(_ key: String) -> String? { json[key]?.string }
    func int(_ key: String) -> Int? { json[key]?.int }
    func flag(_ key: String) -> Bool { json[key]?.bool ?? false }
    func time(_ key: String) -> Timestamp? { text(key).flatMap { Timestamp(rfc3339: $0) } }
    func sequence(_ key: String) -> UInt64? { int(key).flatMap(UInt64.init(exactly:)) }
    func place(_ key: String) -> LogPlace? { json[key].flatMap(LogPlace.init) }

    /// Sequence numbers as `[[first, last], …]`; empty where there are none.
    func ranges(_ key: String) -> [ClosedRange<UInt64>] {
        list(key, RecordFields.range) ?? []
    }

    static func range(_ pair: JSON) -> ClosedRange<UInt64>? {
        guard let ends = pair.array, ends.count == 2, let first = ends[0].int.flatMap(UInt64.init(exactly:)),
            let last = ends[1].int.flatMap(UInt64.init(exactly:)), first <= last
        else { return nil }
        return first...last
    }

    /// `nil` when one of the elements cannot be read: half a batch is no batch.
    func list<Element>(_ key: String, _ read: (JSON) -> Element?) -> [Element]? {
        guard let elements = json[key]?.array else { return nil }
        let list = elements.compactMap(read)
        return list.count == elements.count ? list : nil
    }
}
