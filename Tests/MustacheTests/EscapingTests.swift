import Diagnostics
import JSON
import Mustache
import Testing

@Suite struct EscapingTests {
    /// All pairs of ASCII characters and some beyond, alone and inside a word.
    private static let hostileTexts: [String] = {
        let beyond = ["\u{85}", "\u{9B}", "é", "“", "\u{200B}", "\u{202E}", "\u{2028}", "🔴"]
        let characters = (0..<0x80).map { String(Unicode.Scalar(UInt8($0))) } + beyond
        return characters.flatMap { first in characters.flatMap { [first + $0, "a\(first)b\($0)c"] } }
    }()

    /// Renders every text into a JSON string and reads it back.
    private func readBack(_ texts: [String], _ escaping: Escaping) throws -> [String] {
        let file = SourceFile(name: "t", text: #"["{{first}}"{{#texts}},"{{.}}"{{/texts}}]"#)
        let template = try #require(Template.compile(file, escaping: escaping) { _ in nil }.template)
        let bytes = try template.render(["texts": .array(texts.map { .string($0) })], maximumBytes: 1 << 24)
        return try #require(try JSON.read(bytes).array).dropFirst().map { $0.string ?? "" }
    }

    @Test(arguments: Escaping.allCases.filter(\.isJSON)) func noTextBreaksTheStringAroundIt(_ escaping: Escaping) throws
    {
        let read = try readBack(Self.hostileTexts, escaping)
        #expect(read.count == Self.hostileTexts.count)
        let controls = read.filter { $0.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" && $0 != "\t" } }
        #expect(controls.isEmpty)
    }

    @Test func slackShowsTheTextItself() throws {
        let read = try readBack(Self.printable, .slack)
        let shown = read.map { text in
            text.replacing("\u{200B}", with: "").replacing("&lt;", with: "<").replacing("&gt;", with: ">")
                .replacing("&amp;", with: "&")
        }
        #expect(zip(shown, Self.printable).allSatisfy { $0 == $1 })
        #expect(!read.contains { $0.contains("<") || $0.contains(">") })
    }

    @Test(arguments: [Escaping.discord, .teams]) func markdownShowsTheTextItself(_ escaping: Escaping) throws {
        let read = try readBack(Self.printable, escaping)
        let shown = read.map { $0.replacing("\u{200B}", with: "").replacing(/\\([!-\/:-@\[-`{-~])/) { $0.output.1 } }
        #expect(zip(shown, Self.printable).allSatisfy { $0 == $1 })
    }

    @Test func aControlCharacterAtTheEndOfATextIsShown() throws {
        for escaping in Escaping.allCases.filter(\.isJSON) {
            #expect(try readBack(["\u{0}", "\r", "a\r\n"], escaping).prefix(2) == ["␀", "␍"])
        }
    }

    private static let printable = hostileTexts.filter { text in
        text.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7F..<0xA0).contains($0.value) }
            && !text.contains("\u{200B}") && !text.unicodeScalars.contains("\u{202E}")
    }
}
