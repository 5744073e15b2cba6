import Delivery
import Events
import Messages
import Storage

/// One reading of the event log on behalf of everybody who is due: cost grows with matches, not with integrations.
struct LogPass {
    private(set) var roles: [Role] = []
    private(set) var builders: [DigestBuilder] = []
    /// Where the first role stopped that did; the next pass need not read again what lies before.
    private(set) var bookmark: Bookmark?
    /// Lines of the log that could not be read: something else than Belfry changed it.
    private(set) var damagedLines = 0
    /// The role of each integration of the setup, by its place there.
    private var roleOf: [Int?]

    init(integrations: Int) { roleOf = [Int?](repeating: nil, count: integrations) }

    /// A place in the log that has every event behind a sequence number.
    struct Bookmark {
        let after: UInt64
        let position: EventLogReader.Position
    }

    var isEmpty: Bool { roles.isEmpty }

    mutating func add(_ role: Role, of integration: Int) {
        roleOf[integration] = roles.count
        roles.append(role)
    }

    /// A digest to be filled, by number.
    mutating func add(_ builder: DigestBuilder) -> Int {
        builders.append(builder)
        return builders.count - 1
    }

    /// Reads on from the first event that anybody wants, to the end or until nobody wants more.
    ///
    /// What lies before `earlier`, where another pass over the same log stopped, is passed over.
    mutating func read(
        _ log: borrowing EventLog,
        _ kinds: inout EventKinds,
        from earlier: Bookmark?
    ) throws(SystemError) {
        guard let start = roles.map(\.lowestCursor).min() else { return }
        var reader = try LogPass.reader(of: log, after: start, earlier)
        var active = roles.count
        while active > 0, let line = try reader.next(in: log) {
            let kind = kinds.kind(of: line, in: reader.buffer)
            guard !kind.matches.isEmpty else { continue }
            var event = EventInHand(line: line, buffer: reader.buffer, kind: kind)
            event.arrived = reader.arrived
            event.identity = log.identity
            for match in kind.matches {
                guard let role = roleOf[match], roles[role].stoppedAfter == nil else { continue }
                if hand(&event, to: role) { active -= 1 }
            }
        }
        damagedLines = reader.damagedLines
    }

    private static func reader(
        of log: borrowing EventLog,
        after start: UInt64,
        _ bookmark: Bookmark?
    ) throws(SystemError) -> EventLogReader {
        guard let bookmark, bookmark.after <= start else { return try EventLogReader(log, after: start) }
        return try EventLogReader(log, at: bookmark.position, after: start)
    }

    /// Hands an event to one integration; true when the integration wants no more in this pass.
    private mutating func hand(_ event: inout EventInHand, to role: Int) -> Bool {
        if roles[role].looksCloser {
            switch roles[role].claim(on: event.line.sequence, event.kind, time: { event.readTime() }) {
            case .none: return false
            case .immediate:
                if isTold(&event, to: role, \.screenedAtOnce) { roles[role].singles.append(event.planned) }
                leaveOut(event, of: role)
                return false
            case .toldAlone:
                leaveOut(event, of: role)
                return false
            case .regular: break
            }
        } else if event.line.sequence <= roles[role].cursor {
            return false
        }
        switch roles[role].work {
        case .individual(let room):
            guard roles[role].singles.count < room else {
                stop(role, before: event.line)
                return true
            }
            if isTold(&event, to: role, \.screened) { roles[role].singles.append(event.planned) }
        case .digest(let builder, _):
            if isTold(&event, to: role, \.screened) {
                event.add(to: &builders[builder])
            } else {
                leaveOut(event, of: role)
            }
        case .hold: if roles[role].firstMatch == nil { roles[role].firstMatch = event.readTime() }
        }
        roles[role].matched += 1
        return false
    }
}

extension LogPass {
    /// Whether an event that would be told now is, and notes it where it is not.
    private mutating func isTold(
        _ event: inout EventInHand,
        to role: Int,
        _ screened: WritableKeyPath<Role, Screened>
    ) -> Bool {
        let arrived = event.arrived ?? event.readTime()
        let finding = roles[role].screen?.finding(event.kind.type, arrived: arrived) { event.alertKey }
        guard let finding, finding != .told else { return true }
        roles[role][keyPath: screened].add(finding, of: event.line.sequence)
        if case .passedOver = finding { return false }
        return true
    }

    /// An event that a digest does not tell of ends what it ends all the same.
    private mutating func leaveOut(_ event: EventInHand, of role: Int) {
        guard case .digest(let builder, _) = roles[role].work else { return }
        event.leaveOut(of: &builders[builder])
    }

    private mutating func stop(_ role: Int, before line: EventLine) {
        roles[role].stoppedAfter = line.sequence - 1
        guard bookmark == nil else { return }
        bookmark = Bookmark(after: line.sequence - 1, position: EventLogReader.Position(line.place))
    }
}
