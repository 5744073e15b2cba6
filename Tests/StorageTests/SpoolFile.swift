import Diagnostics
import Events
import Storage
import TestSupport
import Testing

/// A spool file, the numbers of the events that are taken from it, and what is said of the rest.
struct SpoolFile: Sendable, CustomTestStringConvertible {
    let name: String
    let text: String
    var events: [Int] = []
    /// `line:column: message`.
    var problems: [String] = []
    /// What is copied to `spool/corrupt`; `nil` where nothing is, or the whole file is moved.
    var copied: String?

    init(_ name: String, _ text: String, events: [Int] = [], problems: [String] = [], copied: String? = nil) {
        self.name = name
        self.text = text
        self.events = events
        self.problems = problems
        self.copied = copied
    }

    var testDescription: String { "\(name): \(text.prefix(60))" }

    /// Takes the file in and compares what came of it.
    func check(limits: IntakeLimits = IntakeLimits()) throws {
        let bench = try Workbench()
        try bench.put(name, text)
        let result = try bench.takeIn(limits: limits)
        #expect(try bench.texts() == events.map { event($0) })
        #expect(result.events == events.count)
        #expect(result.corrupt.told.map { "\($0)" } == problems.map { "\(name):\($0)" })
        #expect(try bench.left().isEmpty)
        let isMoved = events.isEmpty && !problems.isEmpty
        let corrupt = isMoved ? text : copied
        #expect(try bench.corrupt() == (corrupt == nil ? [] : [name, name + ".reason.txt"]))
        guard let corrupt else { return }
        #expect(try bench.directory.read("spool/corrupt/\(name)") == corrupt)
        #expect(try bench.reasons(name) == problems.map { "\(name):\($0)" })
    }
}
