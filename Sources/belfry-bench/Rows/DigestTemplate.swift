import Diagnostics
import JSON
import Mustache

extension Row {
    /// Rendering alone, in this process: the context is made before.
    static let digestTemplate = Row(
        number: 6,
        work: "a chat digest template over 200 events",
        floor: .rate(atLeast: 50)
    ) { lab in
        let template = try slackDigest()
        let context = context(lines: 200)
        var out: [UInt8] = []
        try template.render(context, into: &out)
        let value = try JSON.read(out)
        let size = out.count
        let rounds = max(20, lab.scaled(500))
        let own = try seconds {
            for _ in 0..<rounds {
                out.removeAll(keepingCapacity: true)
                try template.render(context, into: &out)
            }
        }
        let plain = seconds {
            for _ in 0..<rounds {
                out.removeAll(keepingCapacity: true)
                value.write(into: &out)
            }
        }
        let bytes = Double(size * rounds) / 1e6
        return Measurement(
            measured: bytes / own,
            reference: bytes / plain,
            unit: "MB/s",
            against: "the same payload as a value, written by the program's own JSON writer",
            notes: ["\(size) bytes each, \(brief(own / Double(rounds) * 1e6)) µs"]
        )
    }

    /// The shipped template, from the sources that this program was built from.
    private static func slackDigest() throws -> Template {
        func file(_ name: String) throws -> SourceFile {
            let root = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
            let path = "/\(root)/templates/slack/\(name).json.mustache"
            return SourceFile(name: path, bytes: try Disk.read(path))
        }
        let (template, problems) = Template.compile(try file("digest"), escaping: .slack) { try? file($0) }
        guard let template else {
            throw Trouble(what: problems.map { $0.description }.joined(separator: "\n"))
        }
        return template
    }

    private static func context(lines: Int) -> JSON {
        let linesInABlock = 8
        let blocks = stride(from: 0, to: lines, by: linesInABlock).map { start -> JSON in
            let own = (start..<min(start + linesInABlock, lines)).map(line)
            return [
                "isFirst": .bool(start == 0),
                "groups": [["heading": .string("Project \(start)"), "lines": .array(own)]],
            ]
        }
        return [
            "mark": "🔴", "verdict": "34 of 200 events need you", "page": ["number": 1, "count": 1, "isMany": false],
            "sections": [["title": "Needs you", "blocks": .array(blocks)]],
            "remainder": ["events": 37, "isMany": true], "families": "build 120, job-run 80",
            "integration": ["name": "Ops", "filter": "all events", "mute": "belfry mute ops"],
        ]
    }

    private static func line(_ number: Int) -> JSON {
        [
            "mark": "🔴", "title": "Build failed", "isMany": .bool(number.isMultiple(of: 2)), "count": .number(number),
            "where": .string("api-\(number) · Personal Blog"), "facts": "main · 4f2a9c1 · exit 1",
            "isRunning": false, "duration": "4 min 12 s", "when": "06:12–06:48", "recovered": .null,
            "link": ["scheme": "https", "rest": .string("//app.example.com/p/blog/services/api-\(number)")],
            "message": "error: cannot find 'bell' in scope; did you mean 'bells' & <ropes>?",
        ]
    }
}
