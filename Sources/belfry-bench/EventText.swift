import Glibc

/// Writes events as a platform would send them, always the same ones: about 540 bytes each.
struct EventText {
    let projects: Int
    private let types: [String]
    private var random: UInt64 = 0x9E37_79B9_7F4A_7C15
    private var number = 0

    /// What comes often on a platform: courses of builds, job runs and backups, and what happens to containers.
    static let usualTypes = [
        "build:start", "build:success", "build:failure", "build:abort", "job-run:start", "job-run:success",
        "job-run:failure", "job-run:abort", "addon-backup:start", "addon-backup:success", "addon-backup:failure",
        "service:deployment:status-update", "service:autoscaling:event", "infrastructure:service:container-crash",
        "infrastructure:service:container-memory-spike", "infrastructure:job:container-crash",
    ]

    init(projects: Int, types: [String] = EventText.usualTypes) {
        self.projects = projects
        self.types = types
    }

    static func project(_ index: Int) -> String { "project-" + padded(index, 4) }

    /// Appends the next event; ids are those of the order in which they are made.
    mutating func appendEvent(to out: inout [UInt8]) {
        out.append(contentsOf: #"{"event":""#.utf8)
        out.append(contentsOf: types[below(types.count)].utf8)
        out.append(contentsOf: #"","id":""#.utf8)
        out.append(contentsOf: EventText.id(number).utf8)
        out.append(contentsOf: #"","createdAt":"2026-11-20T"#.utf8)
        out.append(contentsOf: EventText.clock(number).utf8)
        out.append(contentsOf: #"Z","data":"#.utf8)
        appendData(to: &out)
        out.append(UInt8(ascii: "}"))
    }

    static func id(_ number: Int) -> String { "evt-" + padded(number, 12) }

    /// Appends the next event's data alone.
    mutating func appendData(to out: inout [UInt8]) {
        let project = below(projects)
        let service = below(4)
        for piece in [
            #"{"project":{"id":""#, EventText.project(project), #"","name":"Project "#, String(project),
            #"","region":"europe-west"},"service":{"id":"service-"#, String(service), #"","name":"Service "#,
            String(service), #"","tags":["web","prod"]},"run":{"id":"run-"#, EventText.padded(number / 2, 8),
            #"","branch":"main","sha":""#, hash(),
            #"","message":"let the bell ring only when somebody pulls the rope""#,
            #","durationSeconds":"#, String(below(600)), #","exitCode":"#, String(below(3)),
            #"},"team":{"id":"team-a","name":"Team A"},"links":{"self":"https://app.example.com/p/"#,
            EventText.project(project), "/services/service-", String(service), #""}}"#,
        ] { out.append(contentsOf: piece.utf8) }
        number += 1
    }

    private mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(limit)) }

    private mutating func hash() -> String {
        let text = String(next(), radix: 16) + String(next(), radix: 16)
        return String(repeating: "0", count: 32 - text.count) + text
    }

    /// SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, 2014).
    private mutating func next() -> UInt64 {
        random &+= 0x9E37_79B9_7F4A_7C15
        var value = random
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return value ^ value >> 31
    }

    /// One event a millisecond.
    private static func clock(_ number: Int) -> String {
        let seconds = number / 1000
        let parts = [seconds / 3600 % 24, seconds / 60 % 60, seconds % 60].map { padded($0, 2) }
        return parts.joined(separator: ":") + "." + padded(number % 1000, 3)
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}

extension EventText {
    /// Writes NDJSON files into a folder and answers how many bytes they hold.
    mutating func writeFiles(_ files: Int, of events: Int, to folder: String) throws -> Int {
        var bytes = 0
        var left = events
        for file in 0..<files {
            let count = left / (files - file)
            left -= count
            bytes += try writeFile(of: count, to: "\(folder)/part-\(file).ndjson")
        }
        return bytes
    }

    private mutating func writeFile(of events: Int, to path: String) throws -> Int {
        let file = try Disk.open(path, O_WRONLY | O_CREAT | O_TRUNC)
        defer { close(file) }
        var bytes = 0
        var buffer: [UInt8] = []
        for event in 0..<events {
            appendEvent(to: &buffer)
            buffer.append(0x0A)
            guard buffer.count > 1 << 20 || event == events - 1 else { continue }
            try Disk.write(buffer[...], to: file)
            bytes += buffer.count
            buffer.removeAll(keepingCapacity: true)
        }
        return bytes
    }
}
