import Configuration
import Delivery
import Runner
import Storage
import Time

extension Command {
    static let prune = Command(
        name: "prune",
        summary: "remove history before its time, never what is owed or held",
        details: [
            "Every run removes what is older than the settings' 'retention'. This does it now, for another age with "
                + "--older-than, or until the state is small enough with --max-size. Whole segments go, the oldest "
                + "first: what is owed, held or not yet looked at stays, and so do the last ones. Ids of removed events "
                + "are forgotten: an event that comes again is taken again."
        ],
        flags: [.olderThan, .maxSize, .dryRun],
        exitCodes: [.attention, .inputOutput, .locked, .permission, .configuration],
        examples: [
            .init("belfry prune --older-than 7d --dry-run", "what a week's history would free"),
            .init("belfry prune --max-size 500M", "when the disk fills up"),
        ],
        perform: { context in try pruneState(context) }
    )
}

private func pruneState(_ context: Context) throws -> ExitCode {
    let setup = try context.setup()
    let limit = try context.typed.size(.maxSize)
    let age = try context.typed.duration(.olderThan) ?? (limit == nil ? setup.settings.retention : .zero)
    guard Files.isDirectory(context.home.state + "/events") else {
        try context.terminal.confirm("nothing is there: no run has worked here yet\n")
        return .success
    }
    let pruning = Pruning(setup: setup, olderThan: context.clock.now - age, limit: limit)
    guard context.typed.has(.dryRun) else {
        let freed = try pruning.perform(on: context.home.state)
        try context.terminal.confirm("\(freed.words("removed", "stay"))\n")
        return freed.warn(context.terminal, of: limit)
    }
    // Beside the original: there files only get a second name, and keep their times.
    let scratch = try Scratch(spool: context.home.spool, state: context.home.state, in: context.home.state)
    let freed = try pruning.perform(on: scratch.state)
    try context.terminal.print("\(freed.words("would be removed", "would stay"))\n")
    return freed.warn(context.terminal, of: limit)
}

/// Removing history up to an age, or down to a size.
private struct Pruning {
    let setup: Setup
    let olderThan: Timestamp
    let limit: UInt64?

    /// What went, and what is left.
    struct Freed {
        let files: Int
        let bytes: UInt64
        let left: UInt64
    }

    func perform(on path: String) throws -> Freed {
        let before = StateFiles(path)
        do {
            var state = try State(path, settings: setup.settings, locking: .now)
            for time in cutoffs(before) {
                try state.prune(setup, olderThan: time)
                if let limit, StateFiles(path).bytes <= limit { break }
            }
        } catch RunError.locked {
            throw CommandError(.locked, "a run is going on", notes: ["try again when it has ended"])
        }
        let after = StateFiles(path)
        return Freed(
            files: max(0, before.files.count - after.files.count),
            bytes: before.bytes - min(before.bytes, after.bytes),
            left: after.bytes
        )
    }

    /// For a size the state is made younger file by file, and no more than is needed.
    private func cutoffs(_ state: StateFiles) -> [Timestamp] {
        guard let limit else { return [olderThan] }
        guard state.bytes > limit else { return [] }
        return state.files.map { $0.modified + .milliseconds(1) }.filter { $0 <= olderThan }.sorted()
    }
}

extension Pruning.Freed {
    func words(_ removed: String, _ stay: String) -> String {
        let gone = files == 0 ? "nothing" : "\(counted(files, "file", "files")) of \(bytes.asSize)"
        return "\(gone) \(removed), \(left.asSize) \(stay)"
    }

    func warn(_ terminal: Terminal, of limit: UInt64?) -> ExitCode {
        guard let limit, left > limit else { return .success }
        terminal.say(.warning, "\(left.asSize) are owed, held or in use: that is more than \(limit.asSize)")
        return .attention
    }
}

/// The files that event log and ledger are made of.
private struct StateFiles {
    private(set) var files: [(modified: Timestamp, bytes: UInt64)] = []
    var bytes: UInt64 { files.reduce(0) { $0 + $1.bytes } }

    init(_ state: String) {
        for folder in ["events", "ledger"].map({ state + "/" + $0 }) {
            for name in (try? Files.names(in: folder)) ?? [] {
                guard let status = Files.status("\(folder)/\(name)"), status.isRegular else { continue }
                files.append((Timestamp(milliseconds: status.modifiedMilliseconds), status.size))
            }
        }
    }
}

extension TypedArguments {
    /// The value of a flag that takes a number of bytes: `500M`, `2G`, `64k`.
    func size(_ flag: Flag.Name) throws(UsageError) -> UInt64? {
        guard let text = value(flag) else { return nil }
        let units: [Character: UInt64] = ["k": 1 << 10, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30]
        let unit = text.last.flatMap { units[$0] }
        guard let count = UInt64(unit == nil ? text : String(text.dropLast())), text.first?.isNumber == true,
            case let (bytes, overflow) = count.multipliedReportingOverflow(by: unit ?? 1), !overflow
        else {
            throw error("'\(text)' is not a size for '--\(flag.rawValue)': use e.g. 64k, 500M or 2G")
        }
        return bytes
    }
}

extension UInt64 {
    /// `3.2 MB`, for people.
    fileprivate var asSize: String {
        let units = ["bytes", "kB", "MB", "GB"]
        var (value, unit) = (Double(self), 0)
        while value >= 1024, unit < units.count - 1 { (value, unit) = (value / 1024, unit + 1) }
        let tenths = Int((value * 10).rounded())
        return unit == 0 ? "\(self) bytes" : "\(tenths / 10).\(tenths % 10) \(units[unit])"
    }
}
