import Foundation
import TestSupport
import Testing

/// The documents that name tests and sweeps name what is there, and leave nothing out.
@Suite struct DocumentTests {
    private static let threats = "Sources/Runner/Runner.docc/Threats.md"
    private static let format = "Sources/Storage/Storage.docc/OnDiskFormat.md"

    /// `T38` and where its tests stand, by the rows of the document.
    private static func rows() throws -> [String: Set<String>] {
        let cells = try tables(of: threats).filter { $0[0].wholeMatch(of: /T[0-9]{2}/) != nil }
        return Dictionary(cells.map { ($0[0], Set(quoted($0[$0.count - 1]))) }) { $0.union($1) }
    }

    @Test func everyThreatHasARow() throws {
        let names = (1...56).map { String(format: "T%02d", $0) }
        #expect(try Self.rows().keys.sorted() == names)
    }

    @Test func everyThreatsTestsStandWhereItsRowSays() throws {
        var found: [String: Set<String>] = [:]
        for (suite, text) in try Self.suites() {
            for test in text.matches(of: #/func `(T[0-9]{2}): /#) { found[String(test.1), default: []].insert(suite) }
        }
        for (threat, places) in try Self.rows() {
            let suites = places.filter { !$0.hasSuffix(".py") }
            #expect(found[threat] == suites, "\(threat)")
            for sweep in places.subtracting(suites) {
                #expect(try Self.scripts().contains(sweep), "\(threat): \(sweep)")
            }
        }
    }

    /// Every row of `After a crash …` names a sweep, a suite or a test, and each of them exists.
    @Test func everyCrashIsTriedByWhatItsRowNames() throws {
        let crashes = try Self.tables(of: Self.format, under: "### After a crash")
        #expect(crashes.count > 15)
        let suites = try Self.suites()
        for row in crashes {
            let witnesses = Self.quoted(row[row.count - 1])
            #expect(!witnesses.isEmpty, "\(row[0])")
            for witness in witnesses {
                let isThere =
                    witness.hasSuffix(".py")
                    ? try Self.scripts().contains(witness)
                    : suites[witness] != nil || suites.values.contains { $0.contains("func \(witness)(") }
                #expect(isThere, "\(row[0]): \(witness)")
            }
        }
    }

    // MARK: -

    /// The rows of a document's tables below their headings, cell by cell; of those under some headings only.
    private static func tables(of document: String, under heading: String? = nil) throws -> [[String]] {
        let text = try String(contentsOfFile: packageRoot + "/" + document, encoding: .utf8)
        var (rows, isWanted, isBelowHead) = ([[String]](), heading == nil, false)
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if let heading, line.hasPrefix("#") { isWanted = line.hasPrefix(heading) }
            guard line.hasPrefix("|") else {
                isBelowHead = false
                continue
            }
            if isWanted, isBelowHead {
                let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
                rows.append(cells)
            }
            isBelowHead = isBelowHead || line.hasPrefix("|---")
        }
        return rows
    }

    /// What stands between backticks in a cell.
    private static func quoted(_ cell: String) -> [String] { cell.matches(of: /`([^`]+)`/).map { String($0.1) } }

    /// The texts of all files of tests by their names.
    ///
    /// Two targets may have a file of one name: a test stands in either.
    private static func suites() throws -> [String: String] {
        let folder = packageRoot + "/Tests"
        let paths = try FileManager.default.subpathsOfDirectory(atPath: folder).filter { $0.hasSuffix("Tests.swift") }
        let files = try paths.map { path in
            let name = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
            return (name, try String(contentsOfFile: folder + "/" + path, encoding: .utf8))
        }
        return Dictionary(files) { $0 + $1 }
    }

    private static func scripts() throws -> Set<String> {
        let folders = ["Sweeps", "Load"].map { packageRoot + "/Tests/" + $0 }
        return Set(try folders.flatMap { try FileManager.default.contentsOfDirectory(atPath: $0) })
    }
}
