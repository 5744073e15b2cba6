import Glibc
import JSON

extension Row {
    /// A spool that producers fill with one file an event.
    static let manyFiles = Row(
        number: 5,
        work: "100,000 files of one event",
        floor: .times(atMost: 3)
    ) { lab in
        let count = lab.scaled(100_000)
        var plain = Double.infinity
        var own = Double.infinity
        var peak = 0
        var text = ""
        for round in 0..<lab.options.rounds {
            let home = try TemporaryHome("files-\(round)", in: lab)
            // It wants nothing of it: what is measured is the spool.
            try home.add(
                "quiet",
                [
                    "name": "Quiet", "type": "SLACK", "webhook": "http://127.0.0.1:9/hook",
                    "restricted": true, "projects": ["elsewhere"], "events": ["build:*"],
                ]
            )
            let twins = home.path + "/twins"
            try Disk.makeFolder(twins)
            try writeFiles(count, to: twins)
            try writeFiles(count, to: home.spool)
            Disk.settle()
            plain = min(plain, try seconds { try readAndUnlink(twins, count) })
            Disk.settle()
            let run = try home.run()
            let numbers = try home.report()
            try numbers.mustHave(accepted: count, delivered: 0...0)
            peak = max(peak, run.peakMemory)
            if run.seconds < own {
                own = run.seconds
                text = "\(numbers.text), \(run.text)"
            }
            try home.remove()
        }
        return Measurement(
            measured: own * 1e6 / Double(count),
            reference: plain * 1e6 / Double(count),
            unit: "µs/file",
            against: "a loop that only lists, opens, reads and unlinks as many",
            peakMemory: peak,
            notes: [text]
        )
    }

    private static func writeFiles(_ count: Int, to folder: String) throws {
        var events = EventText(projects: 100)
        var bytes: [UInt8] = []
        for number in 0..<count {
            bytes.removeAll(keepingCapacity: true)
            events.appendEvent(to: &bytes)
            try Disk.write(bytes, to: "\(folder)/\(EventText.id(number)).json")
        }
    }

    private static func readAndUnlink(_ folder: String, _ count: Int) throws {
        guard let listing = opendir(folder) else { throw Trouble("opendir") }
        defer { closedir(listing) }
        let place = dirfd(listing)
        var buffer = [UInt8](repeating: 0, count: 65_536)
        var found = 0
        while let entry = readdir(listing) {
            guard entry.pointee.d_name.0 != CChar(UInt8(ascii: ".")) else { continue }
            try withUnsafePointer(to: &entry.pointee.d_name.0) { name in
                let file = openat(place, name, O_RDONLY | O_CLOEXEC)
                guard file >= 0 else { throw Trouble("openat") }
                defer { close(file) }
                while buffer.withUnsafeMutableBytes({ read(file, $0.baseAddress, $0.count) }) > 0 {}
                guard unlinkat(place, name, 0) == 0 else { throw Trouble("unlinkat") }
            }
            found += 1
        }
        guard found == count else { throw Trouble(what: "\(found) of \(count) files found") }
    }
}
