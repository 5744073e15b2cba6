import Diagnostics
import Events
package import Time

/// Takes spool files into the event log: copied, synced, renamed, and only then unlinked.
///
/// A crash at any point leaves each event in the spool, in the log, or in both; what is in both is recognised by the
/// file's name, inode, size and times and not taken again.
package struct Intake: ~Copyable {
    private let limits: IntakeLimits
    private let now: Timestamp
    private var known: FingerprintSet
    private var result = IntakeResult()
    private var quarantine = Quarantine()

    /// A segment is closed at so many files or bytes: it bounds what a crash makes the next run compare.
    private static let filesASegment = 4096
    private static let bytesASegment: UInt64 = 1 << 30
    /// Names listed at a time, so that a million files need no memory for a million names.
    private static let namesAtATime = 1 << 15
    /// A name that is no event file's is told of when it has stood so long: its writer is not at work any more.
    private static let strangerFor = Duration.seconds(3600)
    private static let fullQuarantine = "spool/corrupt is full (\(Quarantine.mostEntries) entries): look through it"

    package init(limits: IntakeLimits, now: Timestamp) {
        self.limits = limits
        self.now = now
        known = FingerprintSet()
    }

    /// Runs until the spool holds nothing that can be taken.
    ///
    /// `progress` is told after every file how many were taken.
    package mutating func run(
        _ spool: borrowing Spool,
        into log: inout EventLog,
        progress: (Int) -> Void = { _ in }
    ) throws(SystemError) -> IntakeResult {
        try removeTaken(spool, log)
        var isFirst = true
        var seen: Set<FileName> = []
        while true {
            let names = try spool.new.names(limit: Intake.namesAtATime) { Spool.isEventFile($0) && !seen.contains($0) }
            guard !names.isEmpty else { break }
            if isFirst {
                known = try log.knownFingerprints(since: now)
                isFirst = false
            }
            try take(names.sorted(), spool, &log, leaving: &seen, progress)
        }
        try tellOfStrangers(spool)
        return result
    }

    /// Finishes what a crash interrupted: files whose events the log's last segment holds.
    private func removeTaken(_ spool: borrowing Spool, _ log: borrowing EventLog) throws(SystemError) {
        var removed = false
        for source in try log.lastSources() {
            do throws(SystemError) {
                let status = try spool.new.status(of: source.name)
                guard SpoolSource(name: source.name, status: status) == source else { continue }
                // The run that was interrupted may not have come to this: its segment's name is in the cache only.
                if !removed { try log.folder.sync() }
                try spool.new.unlink(source.name)
                removed = true
            } catch {
                guard error.isMissing else { throw error }
            }
        }
        if removed { try spool.new.sync() }
    }

    private mutating func tellOfStrangers(_ spool: borrowing Spool) throws(SystemError) {
        for name in try spool.new.names(limit: Intake.namesAtATime, where: Spool.isStranger).sorted() {
            guard let status = try? spool.new.status(of: name), status.isRegular,
                now - Timestamp(milliseconds: status.modified / 1_000_000) > Intake.strangerFor
            else { continue }
            leave(name, "its name does not end in .json, .ndjson or .jsonl")
        }
    }

    private mutating func take(
        _ names: [FileName],
        _ spool: borrowing Spool,
        _ log: inout EventLog,
        leaving left: inout Set<FileName>,
        _ progress: (Int) -> Void
    ) throws(SystemError) {
        var index = 0
        while index < names.count {
            var segment = try log.newSegment(at: now)
            var taken: [SpoolSource] = []
            while index < names.count, taken.count < Intake.filesASegment, segment.byteCount < Intake.bytesASegment {
                if let source = try take(names[index], spool, &segment, log) {
                    taken.append(source)
                } else {
                    left.insert(names[index])
                }
                index += 1
                progress(result.files)
            }
            guard !taken.isEmpty else {
                log.discard(segment)
                continue
            }
            try log.commit(segment)
            for source in taken where try !remove(source, spool) { left.insert(source.name) }
            try spool.new.sync()
        }
    }

    /// Unlinks what was taken in, unless it was written to since: then the next run takes it in as another file.
    private mutating func remove(_ source: SpoolSource, _ spool: borrowing Spool) throws(SystemError) -> Bool {
        do throws(SystemError) {
            let status = try spool.new.status(of: source.name)
            guard status.inode == source.inode, status.size == source.size, status.modified == source.modified else {
                leave(source.name, "it was written to after it was taken in")
                return false
            }
            try spool.new.unlink(source.name)
        } catch {
            // Somebody took it away.
            guard error.isMissing else { throw error }
        }
        return true
    }

    /// The file, when its events are in the segment now, so that it is to be unlinked after the commit.
    private mutating func take(
        _ name: FileName,
        _ spool: borrowing Spool,
        _ segment: inout SegmentWriter,
        _ log: borrowing EventLog
    ) throws(SystemError) -> SpoolSource? {
        let file: Descriptor
        let status: FileStatus
        switch try Inspection(of: name, in: spool.new, limits, at: now) {
        case .take(let opened, let found):
            file = opened
            status = found
        case .gone: return nil
        case .leave(let why):
            leave(name, why)
            return nil
        case .refuse(let why):
            try refuse(name, Flaws(Diagnostic(file: name.text, message: why)), spool)
            return nil
        }
        let mark = segment.mark()
        var reading = FileReading(name: name.text, arrived: Timestamp(milliseconds: status.modified / 1_000_000))
        let after = try read(file, called: name, &reading, &segment, log)
        guard after.size == status.size, after.modified == status.modified else {
            try forget(from: mark, &segment, log)
            leave(name, "it was written to while it was read")
            return nil
        }
        guard !reading.isWhollyBad else {
            try refuse(name, reading.problems, spool)
            return nil
        }
        guard !reading.hasTooManyBadParts else {
            try forget(from: mark, &segment, log)
            let why = "more than \(FileReading.mostBadParts) parts of it are no events"
            try refuse(name, Flaws(Diagnostic(file: name.text, message: why)), spool)
            return nil
        }
        if !reading.bad.isEmpty {
            guard try quarantine.hasRoom(in: spool) else {
                try forget(from: mark, &segment, log)
                leave(name, Intake.fullQuarantine)
                return nil
            }
            try quarantine.copy(reading.bad, of: name, problems: reading.problems, from: spool)
            result.corrupt += reading.problems
        }
        let source = SpoolSource(name: name, status: status)
        segment.closeSource(source)
        result.files += 1
        result.events += reading.events
        result.duplicates += reading.duplicates
        result.bytes += status.size
        return source
    }

    /// The file's events go into the segment; answers how the file is once it was read.
    private mutating func read(
        _ file: consuming Descriptor,
        called name: FileName,
        _ reading: inout FileReading,
        _ segment: inout SegmentWriter,
        _ log: borrowing EventLog
    ) throws(SystemError) -> FileStatus {
        if name.hasSuffix(".json") {
            var events = try DocumentOfEvents(file, limits: limits)
            while !reading.hasTooManyBadParts, let item = try events.next() {
                try accept(item, events.buffer, &reading, &segment, log)
            }
            return try events.status()
        }
        var events = try LinesOfEvents(file, limits: limits)
        while !reading.hasTooManyBadParts, let item = try events.next() {
            try accept(item, events.buffer, &reading, &segment, log)
        }
        return try events.status()
    }

    /// What a file brought in is as if it had never been read.
    private mutating func forget(
        from mark: SegmentWriter.Mark,
        _ segment: inout SegmentWriter,
        _ log: borrowing EventLog
    ) throws(SystemError) {
        try segment.rollBack(to: mark)
        known = try log.knownFingerprints(since: now, and: segment)
    }

    private mutating func accept(
        _ item: EventFileItem,
        _ buffer: [UInt8],
        _ reading: inout FileReading,
        _ segment: inout SegmentWriter,
        _ log: borrowing EventLog
    ) throws(SystemError) {
        switch item {
        case .bad(let part): reading.add(part)
        case .event(let event, let range, let line):
            let text = buffer.span.extracting(range)
            var fingerprint: Fingerprint?
            if event.id != nil {
                let found = Fingerprint(of: text, key: log.identity.key)
                guard known.insert(found) else {
                    reading.duplicates += 1
                    return
                }
                fingerprint = found
            }
            try segment.append(
                event,
                text: text,
                range: 0..<text.count,
                fingerprint: fingerprint,
                arrived: reading.arrived,
                source: reading.name,
                line: line
            )
            reading.events += 1
        }
    }

    private mutating func refuse(
        _ name: FileName,
        _ problems: Flaws,
        _ spool: borrowing Spool
    ) throws(SystemError) {
        guard try quarantine.hasRoom(in: spool) else { return leave(name, Intake.fullQuarantine) }
        do throws(SystemError) {
            try quarantine.take(name, problems: problems, from: spool)
        } catch {
            // A mount point, or what a producer keeps for itself: it costs the other files nothing.
            guard error.isImmovable else { throw error }
            return leave(name, problems.told[0].message + ", and it cannot be moved to spool/corrupt: " + error.reason)
        }
        result.corrupt += problems
    }

    private mutating func leave(_ name: FileName, _ why: String) {
        result.left.add(Diagnostic(.warning, file: name.text, message: "left in the spool: \(why)"))
    }
}
