import Foundation
import JSON
import Receiver
import Testing

/// `belfry report`, over what two runs left.
@Suite struct ReportTests {
    private static let hostile = "<script>alert(1)</script>\u{1B}[2J"

    /// One delivery that arrived and one that was refused with a hostile answer.
    private func scene() throws -> Scene {
        let scene = try Scene(["/ops": [.answer(status: 410, body: ReportTests.hostile)]])
        try scene.integrate("blog")
        try scene.integrate("ops", with: #""retry": {"schedule": ["1h"]}"#)
        try scene.spool("e1", type: "<b>:failure")
        #expect(try scene.belfry("run").status == 1)
        return scene
    }

    @Test func theCountsAddUp() throws {
        let json = try scene().json("report", "--detail", at: "07:00:00")
        #expect(json["totals"]?["planned"] == 2)
        #expect(json["totals"]?["delivered"] == 1)
        #expect(json["totals"]?["attempts"] == 2)
        #expect(json["totals"]?["failedAttempts"] == 1)
        #expect(json["failures"]?.array?.first?["class"] == "gone")
        #expect(json["changes"]?.array?.first?["integration"] == "ops")
        #expect(json["deliveries"]?.array?.count == 2)
        #expect(json["needsAttention"] == true)
    }

    @Test func `T26: the page runs and loads nothing whatever was answered`() throws {
        let ended = try scene().belfry("report", "--format", "html", at: "07:00:00")
        #expect(ended.status == 1)
        let page = ended.output
        #expect(!page.lowercased().contains("<script"))
        #expect(!page.contains("<b>"))
        #expect(!page.contains("\u{1B}"))
        #expect(page.contains("&lt;script&gt;alert(1)"))
        #expect(page.contains("default-src 'none'; style-src 'sha256-"))
        #expect(!page.contains("sha256-AAAA"))
        for word in ["http-equiv=\"refresh", " src=", " href=", " style=\"", "url(", "@import", " onload"] {
            #expect(!page.contains(word), "\(word)")
        }
    }

    @Test func everyFormatTellsOfTheRefusal() throws {
        let scene = try scene()
        for (format, words) in [
            ("text", "ops was disabled"), ("md", "| ops | disabled |"), ("csv", ",410,gone,"),
            ("html", ">disabled</span>"),
        ] {
            let ended = try scene.belfry("report", "--format", format, "--detail", at: "07:00:00")
            #expect(ended.output.contains(words), "\(format): \(ended.output)")
        }
        let text = try scene.belfry("report", "--detail", at: "07:00:00").output
        #expect(!text.contains("\u{1B}"))
    }

    @Test func aReportOfNothingIsCalm() throws {
        let scene = try Scene()
        try scene.integrate("blog")
        let ended = try scene.belfry("report")
        #expect(ended.status == 0)
        #expect(ended.output.contains("Nothing was due, and nothing needs you."))
        #expect(try scene.belfry("report", "--format", "html").output.contains("Nothing was sent in this time."))
    }

    @Test func aHomeMayHaveAPageOfItsOwnAndABrokenOneIsTold() throws {
        let scene = try scene()
        let file = "templates/report/report.html.mustache"
        try scene.home.write(file, "<h1>{{title}}</h1>")
        #expect(try scene.belfry("check").errors == "")
        let own = try scene.belfry("report", "--format", "html", at: "07:00:00")
        #expect(own.output == "<h1>Deliveries of today</h1>")
        try scene.home.write(file, "{{#title}}")
        #expect(try scene.belfry("check").errors.contains("section 'title' is never closed"))
        let shipped = try scene.belfry("report", "--format", "html", at: "07:00:00")
        #expect(shipped.output.hasPrefix("<!DOCTYPE html>"))
        #expect(shipped.errors.contains("section 'title' is never closed"))
    }

    @Test func aFileIsWrittenWholeOrNotAtAll() throws {
        let scene = try scene()
        let file = scene.home.path + "/out.csv"
        #expect(try scene.belfry("report", "--format", "csv", "-o", file, at: "07:00:00").output == "")
        #expect(try scene.home.text("out.csv").hasPrefix("delivery,integration,type,"))
        let denied = try scene.belfry("report", "-o", "/nonexistent/out.txt", at: "07:00:00")
        #expect(denied.status == 73)
    }

    @Test(arguments: [
        (["--range", "tomorrow"], Int32(64), "'tomorrow' is not a range"),
        (["--range", "2026-11-02..2026-11-01"], 64, "ends before it begins"),
        (["--range", "last-run"], 3, "no run is on record"),
        (["-i", "blgo"], 3, "did you mean 'blog'?"),
        (["--json", "--format", "csv"], 64, "'--json' and '--format csv' contradict each other"),
        (["--format", "pdf"], 64, "'pdf' is not a value of '--format'"),
    ])
    func whatCannotBeReportedIsTold(arguments: [String], status: Int32, words: String) throws {
        let scene = try Scene()
        try scene.integrate("blog")
        let ended = try Belfry.run(["report"] + arguments, home: scene.home)
        #expect(ended.status == status)
        #expect(ended.errors.contains(words), "\(ended.errors)")
    }
}
