import Diagnostics
import TestSupport
import Testing

@Suite struct DiagnosticTests {
    private func shown(_ marked: String) -> String {
        let source = MarkedSource(marked)
        return Diagnostic(in: SourceFile(name: "a.json", text: source.text), at: source.offset, "wrong").description
    }

    @Test(arguments: [
        ("▸{}", "a.json:1:1: error: wrong\n    {}\n    ^"),
        ("{\n  ▸x\n}", "a.json:2:3: error: wrong\n      x\n      ^"),
        ("a\r\nb▸c\r\nd", "a.json:2:2: error: wrong\n    bc\n     ^"),
        ("\t\tx:\t▸y", "a.json:1:6: error: wrong\n    \t\tx:\ty\n    \t\t  \t^"),
        ("é▸x", "a.json:1:3: error: wrong\n    éx\n     ^"),
        ("👩‍👩‍👧 ▸x", "a.json:1:20: error: wrong\n    👩‍👩‍👧 x\n      ^"),
        ("abc▸", "a.json:1:4: error: wrong\n    abc\n       ^"),
        // An empty line has nothing to point into.
        ("a\n▸", "a.json:2:1: error: wrong"), ("▸", "a.json:1:1: error: wrong"),
    ])
    func theCaretStandsUnderThePlace(_ marked: String, _ text: String) {
        #expect(shown(marked) == text)
    }

    @Test func theCaretFollowsControlCharactersThatAreShownByTheirCode() {
        #expect(shown("\u{1B}[31m▸x") == "a.json:1:6: error: wrong\n    \\u{1B}[31mx\n              ^")
    }

    @Test func aLineTooLongToBeReadIsNotShown() {
        let line = String(repeating: "x", count: 160)
        #expect(shown("▸" + line) == "a.json:1:1: error: wrong\n    \(line)\n    ^")
        #expect(shown("▸" + line + "x") == "a.json:1:1: error: wrong")
    }

    @Test func notesFollowUnderTheSamePlace() {
        let diagnostic = Diagnostic(
            .warning,
            in: SourceFile(name: "a.json", text: "{\"typ\":1}"),
            at: 1,
            "unknown key 'typ'",
            notes: ["did you mean 'type'?", "known keys: type"]
        )
        #expect(
            diagnostic.description
                == """
                a.json:1:2: warning: unknown key 'typ'
                    {"typ":1}
                     ^
                a.json:1:2: note: did you mean 'type'?
                a.json:1:2: note: known keys: type
                """
        )
    }

    @Test func aWholeFileIsMeantWithoutAPosition() {
        #expect(
            Diagnostic(file: "b.json", message: "cannot be read", notes: ["why"]).description
                == "b.json: error: cannot be read\nb.json: note: why"
        )
    }

    @Test func `T29: names and messages cannot move the cursor or forge a line`() {
        let text = Diagnostic(file: "a\u{1B}[2J\nb", message: "x\r\u{7}y", notes: ["n\u{202E}"]).description
        #expect(text == "a\\u{1B}[2J\\u{A}b: error: x\\u{D}\\u{7}y\na\\u{1B}[2J\\u{A}b: note: n\\u{202E}")
    }
}

@Suite struct SourceFileTests {
    @Test(arguments: [
        (-5, 1, 1), (0, 1, 1), (1, 1, 2), (2, 1, 3), (3, 2, 1), (5, 2, 3), (6, 3, 1), (7, 4, 1), (99, 4, 1),
    ])
    func offsetsBecomePlacesAndThoseOutsideTheNearest(_ offset: Int, _ line: Int, _ column: Int) {
        let file = SourceFile(name: "a", text: "ab\né\n\n")
        #expect(file.position(at: offset) == SourcePosition(line: line, column: column))
    }

    @Test(arguments: [(0, ""), (-1, ""), (1, "ab"), (2, "c"), (3, ""), (4, ""), (99, "")])
    func linesAreCountedFromOneAndEndBeforeTheirBreak(_ number: Int, _ text: String) {
        #expect(SourceFile(name: "a", text: "ab\r\nc\n").line(number) == text)
    }

    @Test func aLineThatIsNotUTF8IsShownAllTheSame() {
        #expect(SourceFile(name: "a", bytes: [0x61, 0xFF, 0x62]).line(1) == "a\u{FFFD}b")
    }
}

@Suite struct VisibleTests {
    @Test(arguments: [
        ("", ""), ("plain é 😀\ttab", "plain é 😀\ttab"), ("\u{0}", "\\u{0}"), ("a\nb", "a\\u{A}b"),
        ("\u{1B}]8;;", "\\u{1B}]8;;"),
        ("\u{7F}\u{80}\u{9B}\u{9F}\u{A0}", "\\u{7F}\\u{80}\\u{9B}\\u{9F}\u{A0}"), ("\r\n", "\\u{D}\\u{A}"),
        ("\u{61C}\u{200E}\u{200F}", "\\u{61C}\\u{200E}\\u{200F}"), ("\u{2028}\u{2029}", "\\u{2028}\\u{2029}"),
        ("\u{202A}\u{202E}\u{2066}\u{2069}", "\\u{202A}\\u{202E}\\u{2066}\\u{2069}"), ("👩‍👧", "👩‍👧"),
    ])
    func `T28: what moves a cursor is shown by its code`(_ text: String, _ shown: String) {
        #expect(visible(text) == shown)
    }
}

@Suite struct NearestNameTests {
    private let known = ["SLACK", "DISCORD", "TEAMS", "RAW_WEBHOOK", "EMAIL"]

    @Test(arguments: [
        ("SLAK", "SLACK"), ("slack", "SLACK"), ("SLCAK", "SLACK"), ("DISCROD", "DISCORD"), ("TEAM", "TEAMS"),
        ("RAWWEBHOK", "RAW_WEBHOOK"), ("E-MAIL", "EMAIL"), ("X", nil), ("", nil), ("PAGERDUTY", nil), ("SL", nil),
    ])
    func aMisspeltNameIsGuessedAndNoOther(_ word: String, _ name: String?) {
        #expect(nearestName(to: word, among: known) == name)
    }

    @Test func nothingIsGuessedAmongNothing() {
        #expect(nearestName(to: "a", among: [String]()) == nil)
    }
}
