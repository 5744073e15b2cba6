import Delivery
import Foundation
import JSON
import Providers
import Testing
import Time

/// The tables of `Outcomes`: what each documented answer of a provider means.
@Suite struct OutcomeTests {
    /// A row of a table.
    struct Row: CustomTestStringConvertible, Sendable {
        let type: ProviderType
        let columns: [String]

        var testDescription: String { "\(type.rawValue) " + columns.dropLast().joined(separator: " ") }

        var expected: String { columns[3] }

        /// Headers stand in one line, parted by `;`; a body may have line breaks.
        ///
        /// A row of mail begins with its step.
        var response: Response {
            let body = columns[2].trimmingCharacters(in: ["`"])
                .replacing(#"\r"#, with: "\r").replacing(#"\n"#, with: "\n")
            if let step = MailStep(rawValue: columns[0]) {
                return Response(status: Int(columns[1]) ?? -1, mailStep: step, body: Array(body.utf8))
            }
            let headers = columns[1].components(separatedBy: "; ").filter { !$0.isEmpty }.map { line in
                let parts = line.components(separatedBy: ": ")
                return Header(parts[0], parts[1])
            }
            return Response(status: Int(columns[0]) ?? -1, headers: headers, body: Array(body.utf8))
        }
    }

    static let tables = WireCase.folders

    static let rows = tables.flatMap { name, type in
        let file = Bundle.module.path(forResource: name, ofType: "md", inDirectory: "Outcomes") ?? name
        let text = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
        return text.split(separator: "\n").filter { $0.hasPrefix("| ") }.dropFirst().map { line in
            let columns = line.split(separator: "|", omittingEmptySubsequences: false)
            return Row(type: type, columns: columns.dropFirst().map { $0.trimmingCharacters(in: .whitespaces) })
        }
    }

    @Test(arguments: rows) func anAnswerMeansThis(_ row: Row) throws {
        let judgement = row.type.provider.judgement(of: .success(row.response), at: try WireCase.moment())
        #expect(shown(judgement) == row.expected)
    }

    @Test(arguments: tables.map(\.1)) func everyTableIsThere(_ type: ProviderType) {
        #expect(Self.rows.filter { $0.type == type }.count >= 20)
    }

    private func shown(_ judgement: Judgement) -> String {
        var words = ["delivered"]
        if case .failed(let failure) = judgement.outcome {
            words = ["\(failure.failureClass.rawValue) \(failure.scope.rawValue)"]
        }
        if let pause = judgement.pause { words.append("pause \(pause.duration.text) \(pause.scope)") }
        if judgement.asksToStop, judgement.outcome == .delivered { words.append("stop") }
        return words.joined(separator: ", ")
    }
}
