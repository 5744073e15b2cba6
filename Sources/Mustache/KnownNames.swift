import Diagnostics
import JSON

/// The names that sample data offers to a template, at any depth.
struct KnownNames {
    /// For each key the values that it has somewhere.
    private var values: [String: [JSON]] = [:]

    init(_ samples: [JSON]) {
        for sample in samples { collect(sample) }
    }

    /// Whether all parts of a name lead somewhere, from any place in the samples.
    func contains(_ name: Program.Name) -> Bool {
        (values[name.first] ?? []).contains { start in
            var value: JSON? = start
            for part in name.rest { value = value?[part] }
            return value != nil
        }
    }

    /// The key that the first unknown part of a name was most likely meant to be.
    func nearest(to name: Program.Name) -> String? {
        let unknown = ([name.first] + name.rest).first { values[$0] == nil }
        return unknown.flatMap { nearestName(to: $0, among: values.keys.sorted()) }
    }

    private mutating func collect(_ value: JSON) {
        for element in value.array ?? [] { collect(element) }
        for member in value.members ?? [] {
            values[member.key, default: []].append(member.value)
            collect(member.value)
        }
    }
}
