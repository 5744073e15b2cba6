import Foundation

/// Writes a Swift file that holds every template of a folder: `EmbedTemplates OUTPUT FOLDER`.
///
/// Each text becomes one single-line literal of a `StaticString`: the cheapest thing to compile, and nothing at run
/// time. It runs while Belfry is built; Belfry itself never loads Foundation.

func literal(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\"", "\\": result += "\\\(scalar)"
        case "\n": result += "\\n"
        case "\u{20}"..."\u{7E}", "\u{A0}"...: result.unicodeScalars.append(scalar)
        default: result += "\\u{\(String(scalar.value, radix: 16))}"
        }
    }
    return result + "\""
}

guard CommandLine.arguments.count == 3 else {
    print("error: usage: EmbedTemplates OUTPUT FOLDER")
    exit(64)
}
let output = URL(filePath: CommandLine.arguments[1])
let folder = URL(filePath: CommandLine.arguments[2])
let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
    .filter { $0.hasSuffix(".mustache") && !$0.split(separator: "/").contains { $0.hasPrefix(".") } }
    .sorted()
let files = try names.map { name in
    let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
    return "        (\(literal(name)), \(literal(text))),\n"
}
let source = """
    /// The files of `templates/`, by their path in it.
    enum ShippedTemplates {
        static let files: [(path: String, text: StaticString)] = [
    \(files.joined())    ]
    }

    """
try source.write(to: output, atomically: true, encoding: .utf8)
