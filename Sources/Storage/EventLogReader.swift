package import Delivery
package import Events
import JSON
package import Time

/// Reads the event log from one place on, a line at a time.
package struct EventLogReader: ~Copyable {
    /// Where reading can go on later: a segment and an offset in it.
    package struct Position: Sendable, Equatable {
        package let segment: UInt32
        package let offset: UInt64

        /// Where an event's line begins.
        package init(_ place: LogPlace) {
            segment = place.segment
            offset = place.offset
        }
    }

    private var segments: ArraySlice<UInt32>
    private var current: UInt32 = 0
    private var lines: LineReader?
    private let after: UInt64
    /// Where the event lines of the current segment end.
    private var eventBytes: UInt64 = 0
    /// When the events of the current segment were taken in; `nil` where that was not noted.
    package private(set) var arrived: Timestamp?
    /// Lines of events that could not be read and were stepped over: something else than Belfry changed the log.
    package private(set) var damagedLines = 0

    /// Begins with the first event behind `sequence`; segments that hold nothing behind it are not opened.
    package init(_ log: borrowing EventLog, after sequence: UInt64) throws(SystemError) {
        var first = log.segments.endIndex
        while first > log.segments.startIndex {
            // A segment whose end is damaged may hold anything, and so may those before it.
            if let end = try EventLog.end(of: log.segments[first - 1], in: log.folder), end.next <= sequence + 1 {
                break
            }
            first -= 1
        }
        segments = log.segments[first...]
        after = sequence
    }

    /// Begins where an earlier reader stood, with the first event behind `sequence`.
    package init(
        _ log: borrowing EventLog,
        at position: Position,
        after sequence: UInt64 = 0
    ) throws(SystemError) {
        segments = log.segments.drop { $0 <= position.segment }
        after = sequence
        current = position.segment
        let end = try EventLog.end(of: position.segment, in: log.folder)
        eventBytes = end?.eventBytes ?? .max
        arrived = end?.arrived
        lines = try LineReader(
            try log.folder.open(SegmentName.segment(position.segment)),
            from: position.offset
        )
    }

    /// The bytes that the last line's ranges point into.
    package var buffer: [UInt8] {
        switch lines {
        case .some(let reader): reader.buffer
        case .none: []
        }
    }

    package mutating func next(in log: borrowing EventLog) throws(SystemError) -> EventLine? {
        while true {
            if let line = try nextOfSegment() {
                guard line.sequence > after else { continue }
                return line
            }
            guard let segment = segments.popFirst() else { return nil }
            current = segment
            let end = try EventLog.end(of: segment, in: log.folder)
            // Where the lines of a damaged segment end cannot be told: they are read to its last.
            eventBytes = end?.eventBytes ?? .max
            arrived = end?.arrived
            lines = try LineReader(try log.folder.open(SegmentName.segment(segment)))
        }
    }

    private mutating func nextOfSegment() throws(SystemError) -> EventLine? {
        // After the last event come the sources and the end.
        while lines != nil, let line = try lines?.next(), line.offset < eventBytes {
            let place = LogPlace(
                segment: current,
                offset: line.offset,
                length: UInt32(truncatingIfNeeded: line.length)
            )
            if let event = EventLine(buffer, line.range, place: place) { return event }
            damagedLines += 1
        }
        return nil
    }
}

extension EventLine {
    /// Equal for events of the same type, project and resource.
    ///
    /// With a `seed` that nobody knows, nobody can write events that are taken for others.
    package func kindHash(in buffer: [UInt8], seed: UInt64) -> UInt64 {
        var hash = seed ^ 0x9E37_79B9_7F4A_7C15
        var index = kind.lowerBound
        unsafe buffer.withUnsafeBytes { bytes in
            while index + 8 <= kind.upperBound {
                hash = unsafe mix(hash ^ bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
                index += 8
            }
            var last: UInt64 = 0
            while index < kind.upperBound {
                last = unsafe last << 8 | UInt64(bytes[index])
                index += 1
            }
            hash = mix(hash ^ last ^ UInt64(kind.count) << 56)
        }
        return hash
    }

    private func mix(_ value: UInt64) -> UInt64 {
        let product = value.multipliedFullWidth(by: 0xA076_1D64_78BD_642F)
        return product.high ^ product.low
    }

    package func id(in buffer: [UInt8]) -> String { text(id, buffer) }
    package func type(in buffer: [UInt8]) -> String { text(type, buffer) }
    package func project(in buffer: [UInt8]) -> String? { project.map { text($0, buffer) } }
    package func resource(in buffer: [UInt8]) -> String? { resource.map { text($0, buffer) } }
    package func run(in buffer: [UInt8]) -> String? { run.map { text($0, buffer) } }

    package func time(in buffer: [UInt8]) -> Timestamp {
        Timestamp(rfc3339: buffer, time.lowerBound + 1..<time.upperBound - 1) ?? Timestamp(milliseconds: 0)
    }

    /// The event's own bytes, as spooled.
    package func event(in buffer: [UInt8]) -> [UInt8] { Array(buffer[event]) }

    package func summary(in buffer: [UInt8]) -> EventSummary {
        EventSummary(
            sequence: sequence,
            id: id(in: buffer),
            type: type(in: buffer),
            time: time(in: buffer),
            project: project(in: buffer),
            resource: resource(in: buffer),
            run: run(in: buffer)
        )
    }

    private func text(_ range: Range<Int>, _ buffer: [UInt8]) -> String {
        let inner = range.lowerBound + 1..<range.upperBound - 1
        if buffer[inner].contains(UInt8(ascii: "\\")), let text = try? JSON.read(Array(buffer[range])).string {
            return text
        }
        return String(decoding: buffer[inner], as: UTF8.self)
    }
}

/// Reads single events of the log by their places; keeps the last segment open.
package struct EventFetcher: ~Copyable {
    private var segment: UInt32 = 0
    private var file: Descriptor?

    package init() {}

    /// A line and the bytes its ranges point into; `nil` when the segment is gone or damaged.
    package mutating func fetch(
        _ place: LogPlace,
        from log: borrowing EventLog
    ) throws(SystemError)
        -> (line: EventLine, buffer: [UInt8])?
    {
        if segment != place.segment || file == nil {
            do throws(SystemError) {
                file = try log.folder.open(SegmentName.segment(place.segment))
            } catch {
                guard error.isMissing else { throw error }
                return nil
            }
            segment = place.segment
        }
        guard let bytes = try file?.read(at: place.offset, count: Int(place.length)),
            let line = EventLine(bytes, 0..<bytes.count, place: place)
        else { return nil }
        return (line, bytes)
    }

    /// The event of that number; `nil` also where another one stands, since the log is not the one it was.
    package mutating func fetch(
        _ event: PlannedEvent,
        from log: borrowing EventLog
    ) throws(SystemError)
        -> (line: EventLine, buffer: [UInt8])?
    {
        guard let found = try fetch(event.place, from: log), found.line.sequence == event.sequence else { return nil }
        return found
    }
}
