import Glibc

/// Writes a Swift file that holds the named files: `EmbedTemplates OUTPUT FOLDER NAME…`, names relative to the folder.
///
/// Each text becomes one single-line literal of a `StaticString`: the cheapest thing to compile, and nothing at run time.

func fail(_ message: String) -> Never {
    print("error: \(message)")
    exit(1)
}

func contents(of path: String) -> String {
    guard let file = fopen(path, "r") else { fail("cannot open '\(path)'") }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 64 * 1024)
    while true {
        let count = fread(&block, 1, block.count, file)
        guard count > 0 else { break }
        bytes += block[..<count]
    }
    guard let text = String(validating: bytes, as: UTF8.self) else { fail("'\(path)' is not UTF-8") }
    return text
}

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

guard CommandLine.arguments.count >= 3 else { fail("usage: EmbedTemplates OUTPUT FOLDER NAME...") }
let output = CommandLine.arguments[1]
let folder = CommandLine.arguments[2]
var source = """
    /// The files of `templates/`, by their path in it.
    enum ShippedTemplates {
        static let files: [(path: String, text: StaticString)] = [

    """
for name in CommandLine.arguments.dropFirst(3) {
    source += "        (\(literal(name)), \(literal(contents(of: "\(folder)/\(name)")))),\n"
}
source += "    ]\n}\n"
guard let file = fopen(output, "w") else { fail("cannot write '\(output)'") }
guard fputs(source, file) >= 0, fclose(file) == 0 else { fail("cannot write '\(output)'") }
