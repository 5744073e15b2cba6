import JSON
import Reports
import Storage

/// `reports/`: rewritten by rename on every run, each file whole or as it was.
enum ReportFiles {
    static func write(_ report: RunReport, to path: String) throws {
        let folder = try Folder(makingPath: path, mode: 0o750)
        let files = [
            ("status.json", report.statusJSON.pretty + "\n"), ("status.txt", report.statusText),
            ("belfry.prom", report.metrics),
        ]
        for (name, text) in files { try folder.refresh(FileName(name), with: Array(text.utf8), mode: 0o640) }
    }
}
