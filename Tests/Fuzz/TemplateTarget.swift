import Diagnostics
import JSON
import Mustache

/// A template and its data, in the escaping that the first byte chooses: within its limits, and JSON stays JSON.
func fuzzTemplate(_ input: [UInt8]) {
    guard let (escaping, parts) = chosen(from: Escaping.allCases, by: input) else { return }
    let (text, data) = parted(parts)
    render(text, with: data, escaping: escaping)
    if escaping.isJSON { escapeIntoStrings(text, escaping: escaping) }
}

private func render(_ text: [UInt8], with data: [UInt8], escaping: Escaping) {
    let file = SourceFile(name: "fuzz.mustache", bytes: text)
    // A partial of its own name: recursion has to end by itself.
    let (template, problems) = Template.compile(file, escaping: escaping) { $0 == "self" ? file : nil }
    expect(template != nil || !problems.isEmpty, "no template and no word of why")
    guard let template else { return }
    let context = (try? JSON.read(data)) ?? ["a": ["b", 1, true], "c": "<@U1> \u{1B}[1m&\"", "d": ["e": "f"]]
    if let out = try? template.render(context, maximumBytes: 1 << 14) {
        expect(out.count <= 1 << 14, "\(out.count) bytes in spite of the limit")
    }
    _ = template.namesMissing(from: [context])
}

/// Whatever the value, between quotes it stays one JSON string.
private func escapeIntoStrings(_ value: [UInt8], escaping: Escaping) {
    let file = SourceFile(name: "string", text: #"{"text": "{{x}}", "value": {{{x}}}}"#)
    let context: JSON = ["x": .string(String(decoding: value, as: UTF8.self))]
    let template = Template.compile(file, escaping: escaping, partial: { _ in nil }).template
    guard let out = try? template?.render(context) else { return }
    let read = try? JSON.read(out)
    expect(read?["text"]?.string != nil && read?["value"] == context["x"], "\(escaping): no JSON any more")
}
