import Foundation
import Glibc
import TestSupport

/// Something that lies in the spool, and what has to become of it.
struct HostileEntry: Sendable {
    enum Answer: Equatable {
        /// Events that are told, by their marks, and the file is gone.
        case told([String])
        /// The same, and the rest of the file is in `spool/corrupt` with its reasons.
        case inPart([String])
        /// It is in `spool/corrupt` with its reasons, and nothing of it is told.
        case refused
        /// It stays, and nothing is said.
        case left
    }

    let name: [UInt8]
    let answer: Answer
    /// Makes it, given its path with a closing NUL.
    let make: @Sendable ([CChar]) -> Void

    init(_ name: String, _ answer: Answer, make: @escaping @Sendable ([CChar]) -> Void) {
        self.init(bytes: Array(name.utf8), answer, make: make)
    }

    init(bytes name: [UInt8], _ answer: Answer, make: @escaping @Sendable ([CChar]) -> Void) {
        self.name = name
        self.answer = answer
        self.make = make
    }

    init(_ name: String, _ answer: Answer, text: String) { self.init(name, answer, bytes: Array(text.utf8)) }

    init(_ name: String, _ answer: Answer, bytes: [UInt8]) { self.init(name: Array(name.utf8), answer, bytes: bytes) }

    init(name: [UInt8], _ answer: Answer, bytes: [UInt8], mode: mode_t = 0o640) {
        self.init(bytes: name, answer) { path in
            let file = open(path, O_WRONLY | O_CREAT | O_EXCL, mode)
            _ = write(file, bytes, bytes.count)
            close(file)
        }
    }

    /// Its name as it is shown.
    var text: String { String(decoding: name, as: UTF8.self) }
}

/// An event that is told by a mark; `more` are members of its data, `top` members beside it.
private func event(_ mark: String, _ more: String = "", top: String = "") -> String {
    #"{"event":"build:start",\#(top)"data":{"mark":"\#(mark)"\#(more.isEmpty ? "" : "," + more)}}"#
}

extension HostileEntry {
    /// All of them lie in one spool at once.
    static let all = forms + numbers + ids + texts + names + notFiles

    private static let forms = [
        HostileEntry("plain.json", .told(["plain"]), text: event("plain")),
        HostileEntry("lines.ndjson", .told(["l1", "l2"]), text: "\n\n\(event("l1"))\r\n \t\n\(event("l2"))"),
        HostileEntry("array.json", .told(["a1", "a2"]), text: "[\(event("a1")),\n\(event("a2"))]"),
        HostileEntry("bom.json", .told(["bom"]), text: "\u{FEFF}" + event("bom")),
        HostileEntry("utf16.json", .refused, bytes: [0xFF, 0xFE] + event("utf16").utf8.flatMap { [$0, 0] }),
        HostileEntry("space.json", .refused, text: "  \n"),
        HostileEntry("garbage.json", .refused, bytes: [0, 1, 2, 0x67]),
        HostileEntry("cut.json", .refused, text: String(event("cut").dropLast(3))),
        HostileEntry("cut.ndjson", .inPart(["whole"]), text: event("whole") + "\n" + event("cut").dropLast(3)),
        HostileEntry("middle.ndjson", .inPart(["m1", "m2"]), text: "\(event("m1"))\n{bad}\n\(event("m2"))\n"),
        HostileEntry("number.json", .refused, text: "42"),
        HostileEntry("null.json", .refused, text: "null"),
        HostileEntry("comma.json", .refused, text: String(event("comma").dropLast()) + ",}"),
        HostileEntry("comment.json", .refused, text: "// so\n" + event("comment")),
        HostileEntry("twice.json", .refused, text: event("twice", #""severity":"low","severity":"high""#)),
        HostileEntry("deep.json", .refused, text: event("deep", #""x":"# + nested("[", "]"))),
        HostileEntry("deeper.json", .refused, bytes: [UInt8](repeating: UInt8(ascii: "["), count: 5_000_000)),
        HostileEntry(
            "many.json",
            .refused,
            text: event("many", (0..<50_000).map { "\"k\($0)\":1" }.joined(separator: ","))
        ),
        HostileEntry(
            "long.ndjson",
            .inPart(["behind"]),
            text: event("long", #""x":"\#(String(repeating: "x", count: 20 << 20))""#) + "\n" + event("behind")
        ),
        HostileEntry(
            "bytes.json",
            .refused,
            bytes: Array(event("bytes").utf8.dropLast(3)) + [0xFF, 0xC0] + Array(#""}}"#.utf8)
        ),
        HostileEntry("half.json", .refused, text: event("half", #""x":"\ud800""#)),
    ]

    private static func nested(_ open: String, _ close: String) -> String {
        String(repeating: open, count: 50_000) + String(repeating: close, count: 50_000)
    }

    private static let numbers = [
        HostileEntry("huge.json", .told(["huge"]), text: event("huge", #""x":1e400"#)),
        HostileEntry("exact.json", .told(["exact"]), text: event("exact", #""x":9007199254740993,"y":0.10"#)),
        HostileEntry(
            "digits.json",
            .refused,
            text: event("digits", #""x":"# + String(repeating: "9", count: 1_000_000))
        ),
        HostileEntry("nan.json", .refused, text: event("nan", #""x":NaN"#)),
    ]

    private static let ids = [
        HostileEntry(
            "id-empty.ndjson",
            .told(["e1", "e1"]),
            text: "\(event("e1", top: idOf("")))\n\(event("e1", top: idOf("")))"
        ),
        HostileEntry("id-path.json", .told(["path"]), text: event("path", top: idOf("../../../etc/cron.d/x"))),
        HostileEntry(
            "id-number.json",
            .told(["number"]),
            text: event("number", top: #""id":123456789012345678901234567890,"#)
        ),
        HostileEntry("id-nul.json", .refused, text: event("nul", top: idOf(#"a\u0000b"#))),
        HostileEntry("id-lines.json", .refused, text: event("lines", top: idOf(#"a\r\nX-Evil: 1\r\n\r\n"#))),
        HostileEntry("id-long.json", .refused, text: event("long", top: idOf(String(repeating: "i", count: 100_000)))),
        HostileEntry("same-1.json", .told(["same"]), text: event("same", top: idOf("same"))),
        HostileEntry("same-2.json", .told([]), text: event("same", top: idOf("same"))),
        HostileEntry("same-3.json", .told(["other"]), text: event("other", top: idOf("same"))),
    ]

    private static func idOf(_ text: String) -> String { #""id":"\#(text)","# }

    private static let texts =
        [
            ("nul", #"a\u0000b"#), ("calls", "@everyone @here <!channel> <@U1> <@&42>"),
            ("markup", #"*b* _i_ [t](http://evil.example) <http://evil.example|t> ||s|| # h\n> q"#),
            ("html", #"<script>alert(1)</script><img src=x onerror=alert(1)>\"'"#),
            ("template", "{{secret}} ${HOME} $(id) `id` %s %n {% raw %}"),
            ("terminal", #"\u001b[31mred\u0007\u009b1m"#),
            ("bidi", "\u{202E}gnp.exe\u{2066} \u{200B}\u{2028}\u{2029}"),
            ("forged", #"a\nINFO all is well\r\nBcc: evil@example.org"#),
            ("dot", #"x\r\n.\r\nMAIL FROM:<evil@example.org>"#),
        ].map { name, text in
            HostileEntry("text-\(name).json", .told([name]), text: event(name, #""message":"\#(text)""#))
        } + [
            HostileEntry(
                "time-late.json",
                .told(["late"]),
                text: event("late", top: #""createdAt":"9999-12-31T23:59:60Z","#)
            ),
            HostileEntry("time-none.json", .told(["none"]), text: event("none", top: #""createdAt":"yesterday","#)),
        ]

    private static let names =
        [".hidden.json", "tmp.json.tmp", "part.json.part", "backup.json~", "other.txt"].map {
            HostileEntry($0, .left, text: event("unseen"))
        }
        + [
            "name with space '\";$(id).json", "-rf.json", "line\nbreak.json", "\u{1B}]0;x\u{7}.json",
            "\u{202E}nosj.json",
        ].map {
            HostileEntry($0, .told(["named"]), text: event("named"))
        }
        + [
            HostileEntry(
                name: [UInt8](repeating: 0x6E, count: 250) + Array(".json".utf8),
                .told(["named"]),
                bytes: Array(event("named").utf8)
            ),
            HostileEntry(
                name: [0xFF, 0xFE] + Array(".json".utf8),
                .told(["named"]),
                bytes: Array(event("named").utf8)
            ),
            HostileEntry(
                name: Array("suid.json".utf8),
                .told(["named"]),
                bytes: Array(event("named").utf8),
                mode: 0o4755
            ),
        ]

    private static let notFiles = [
        HostileEntry("link.json", .refused) { _ = symlink("/etc/passwd", $0) },
        HostileEntry("link-nowhere.json", .refused) { _ = symlink("nowhere", $0) },
        HostileEntry("link-loop.json", .refused) { _ = symlink("link-loop.json", $0) },
        HostileEntry("link-zeros.ndjson", .refused) { _ = symlink("/dev/zero", $0) },
        HostileEntry("pipe.json", .refused) { _ = mkfifo($0, 0o600) },
        HostileEntry("folder.ndjson", .refused) { _ = mkdir($0, 0o700) },
        HostileEntry("sparse.json", .refused) { path in
            close(open(path, O_WRONLY | O_CREAT, 0o600))
            _ = truncate(path, 1 << 40)
        },
    ]
}
