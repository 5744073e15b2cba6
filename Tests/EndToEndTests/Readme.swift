import Foundation
import TestSupport

/// The front page, cut into its examples.
struct Readme {
    /// A fenced block: ```` ```LANGUAGE file=PATH ````, the comment `<!-- MARK -->` above it.
    struct Block: CustomStringConvertible {
        let language: String
        /// Where the example is to be written.
        let file: String?
        let mark: String?
        /// Of its first line, from 1.
        let line: Int
        var lines: [String] = []

        var text: String { lines.map { $0 + "\n" }.joined() }
        var description: String { "README.md:\(line)" }
    }

    let text: String
    private(set) var blocks: [Block] = []

    init() throws {
        text = try String(contentsOfFile: packageRoot + "/README.md", encoding: .utf8)
        var open: Block?
        var mark: String?
        for (index, line) in text.components(separatedBy: "\n").enumerated() {
            if let block = open {
                guard line != "```" else {
                    blocks.append(block)
                    open = nil
                    continue
                }
                open?.lines.append(line)
            } else if line.hasPrefix("```") {
                let words = line.dropFirst(3).split(separator: " ").map(String.init)
                let file = words.dropFirst().first { $0.hasPrefix("file=") }?.dropFirst("file=".count)
                open = Block(language: words.first ?? "", file: file.map { String($0) }, mark: mark, line: index + 2)
            } else if let comment = line.wholeMatch(of: /<!-- (.+) -->/)?.1 {
                mark = comment.hasPrefix("/") ? nil : String(comment)
            }
        }
    }

    /// The block under a mark.
    func block(_ mark: String) -> Block? { blocks.first { $0.mark == mark } }

    /// The lines between a mark and its end.
    func section(_ mark: String) -> [Substring] {
        text.split(separator: "\n").drop { $0 != "<!-- \(mark) -->" }.dropFirst().prefix { $0 != "<!-- /\(mark) -->" }
            .map { $0 }
    }

    /// Every piece of `code` within the text, the blocks left out.
    var inlineCode: [String] {
        var isInBlock = false
        return text.split(separator: "\n").flatMap { line -> [String] in
            if line.hasPrefix("```") {
                isInBlock.toggle()
                return []
            }
            return isInBlock ? [] : line.matches(of: /`([^`]+)`/).map { String($0.1) }
        }
    }
}

extension Readme.Block {
    /// A command of a `console` block and what should come of it.
    struct Step {
        let command: String
        var output: [String] = []
        var status: Int32 = 0
    }

    /// `$ COMMAND` lines, each with the lines that follow it; a last line `[N]` is the exit status, else it is 0.
    var steps: [Step] {
        var steps: [Step] = []
        for line in lines {
            if line.hasPrefix("$ ") {
                steps.append(Step(command: String(line.dropFirst(2))))
            } else if let status = line.wholeMatch(of: /\[(\d+)\]/)?.1, !steps.isEmpty {
                steps[steps.count - 1].status = Int32(status) ?? -1
            } else if !steps.isEmpty {
                steps[steps.count - 1].output.append(line)
            }
        }
        return steps
    }
}

extension Readme.Block.Step {
    /// Whether an output is the expected one, `…` standing for anything.
    func expects(_ found: String) -> Bool {
        var rest = found[...]
        let parts = output.map { $0 + "\n" }.joined().components(separatedBy: "…")
        guard rest.hasPrefix(parts[0]) else { return false }
        rest = rest.dropFirst(parts[0].count)
        guard parts.count > 1, let last = parts.last else { return rest.isEmpty }
        for part in parts.dropFirst().dropLast() where !part.isEmpty {
            guard let range = rest.range(of: part) else { return false }
            rest = rest[range.upperBound...]
        }
        // A wildcard alone on the last line stands for no line too.
        return rest.hasSuffix(last) || (last == "\n" && rest.isEmpty)
    }
}
