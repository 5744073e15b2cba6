import Configuration
import Diagnostics
import Glibc
import Reports
import Runner
import Storage
import Time

extension Command {
    static let doctor = Command(
        name: "doctor",
        summary: "look for what is broken in the home, and mend what can be mended",
        details: [
            "Checks the configuration, the folders and who may read and write them, what unfinished producers left in "
                + "the spool, the event log, the ledger, the room on the disk and the age of the last run. It makes "
                + "missing folders, closes what others must not read or write, and moves files that nobody has been "
                + "writing for a day out of spool/tmp; with --dry-run it only says so. It removes nothing and sends nothing.",
            "It exits with 1 when something is left that needs you.",
        ],
        flags: [.dryRun],
        exitCodes: [.attention, .inputOutput, .permission],
        examples: [
            .init("belfry doctor --dry-run", "what is wrong"),
            .init("belfry doctor", "mend it"),
        ],
        perform: { context in
            var examination = Examination(context)
            examination.perform()
            return try examination.tell()
        }
    )
}

/// One look at everything.
private struct Examination {
    private let context: Context
    private let home: Home
    private let isTrial: Bool
    private var mended: [String] = []
    private var left: [String] = []
    /// Something cannot even be looked at.
    private var isDenied = false

    /// A producer writes for seconds: what is older was left by one that died.
    private static let unfinishedFor = Duration.seconds(86_400)
    /// A run needs room for the ledger, and stops sending without it.
    private static let smallestRoom: UInt64 = 64 << 20
    private static let oldestRun = Duration.seconds(86_400)

    init(_ context: Context) {
        self.context = context
        home = context.home
        isTrial = context.typed.has(.dryRun)
    }

    mutating func perform() {
        checkFolders()
        checkModes()
        checkSecrets()
        checkConfiguration()
        checkUnfinished()
        checkState()
        checkRemoved()
        checkRoom()
    }

    func tell() throws -> ExitCode {
        let done = isTrial ? "would mend" : "mended"
        let lines = mended.map { "\(done): \($0)" } + left.map { "left: \($0)" }
        try context.terminal.print((lines.isEmpty ? ["all is well"] : lines).map { $0 + "\n" }.joined())
        return isDenied ? .permission : left.isEmpty ? .success : .attention
    }

    private mutating func mend(_ what: String, _ action: () throws -> Void) {
        do {
            if !isTrial { try action() }
            mended.append(what)
        } catch {
            left.append("\(what): \(error)")
        }
    }

    private mutating func checkFolders() {
        let folders = [
            home.configuration, home.integrations, home.spool, home.unfinishedEvents, home.newEvents,
            home.spool + "/corrupt", home.state, home.reports,
        ]
        for folder in folders where !Files.isDirectory(folder) {
            guard home.isOneFolder else {
                left.append("\(folder) is missing: systemd-tmpfiles --create makes it")
                continue
            }
            mend("made \(folder)") { _ = try Files.makeDirectory(folder, mode: 0o700) }
        }
    }

    /// Whoever can write to these decides what is sent where, or forges what was.
    private mutating func checkModes() {
        for (folder, isOwn) in [
            (home.configuration, false), (home.integrations, false), (home.state, true), (home.reports, true),
        ] {
            guard let status = Files.status(folder) else { continue }
            let open: mode_t = S_IWOTH | (isOwn ? S_IWGRP : 0)
            guard status.mode & open != 0 else { continue }
            mend("closed \(folder) to writers who are not Belfry's") {
                try Files.setMode(status.mode & ~open, of: folder)
            }
        }
    }

    /// What lies in `secrets/` is for Belfry alone.
    private mutating func checkSecrets() {
        let folder = home.configuration + "/secrets"
        for name in (try? Files.names(in: folder)) ?? [] {
            let path = folder + "/" + name
            guard let status = Files.status(path), status.isRegular else { continue }
            if status.mode & S_IRWXO != 0 {
                mend("closed \(path), which every user could read") {
                    try Files.setMode(status.mode & ~S_IRWXO, of: path)
                }
            }
            if let command = Files.opening(path) { left.append("\(path) is closed to whom it is for: \(command)") }
        }
    }

    private mutating func checkConfiguration() {
        do {
            let configuration = try HomeConfiguration(home, environment: context.environment)
            let errors = configuration.problems.count { $0.severity == .error }
            if errors > 0 { left.append("\(counted(errors, "error", "errors")) in the configuration: belfry check") }
        } catch {
            left.append("the configuration can't be read: \((error as? CommandError)?.message ?? "\(error)")")
        }
    }

    private mutating func checkUnfinished() {
        let (now, spool) = (context.clock.now, home.spool)
        for name in (try? Files.names(in: home.unfinishedEvents)) ?? [] {
            let path = home.unfinishedEvents + "/" + name
            guard let status = Files.status(path), status.isRegular,
                now - Timestamp(milliseconds: status.modifiedMilliseconds) > Examination.unfinishedFor
            else { continue }
            mend("moved \(path) to spool/corrupt: its writer never finished it") {
                try Spool(spool).setAside(unfinished: FileName(name))
            }
        }
        if let refused = RefusedFiles(in: home.spool), refused.files > 0 {
            left.append("\(refused.what): see *.reason.txt")
        }
    }

    private mutating func checkState() {
        do {
            guard let folder = try home.existingState() else { return }
            if let owner = try folder.foreignOwner() {
                left.append("\(home.state) belongs to another user: sudo -u '\(owner)' belfry doctor")
            }
            var history = try History(in: folder)
            try history.read { _, _ in }
            if history.damaged > 0 {
                left.append("\(counted(history.damaged, "record", "records")) of the ledger can't be read")
            }
            let log = try EventLog(in: folder, retention: .zero)
            var reader = try EventLogReader(log, after: 0)
            while try reader.next(in: log) != nil {}
            if reader.damagedLines > 0 {
                left.append("\(counted(reader.damagedLines, "line", "lines")) of the event log can't be read")
            }
            let changed = try log.changedSegments()
            if !changed.isEmpty {
                left.append("\(changed.joined(separator: ", ")) in \(home.state)/events: not what was written there")
            }
            checkLastRun(try State.lastRun(in: folder)?.finishedAt)
        } catch {
            let failure = error as? SystemError
            isDenied = failure?.isPermission ?? false
            left.append((["the state can't be read: \(error)"] + (failure?.notes ?? [])).joined(separator: "; "))
        }
    }

    private mutating func checkLastRun(_ last: Timestamp?) {
        guard let last, context.clock.now - last > Examination.oldestRun else { return }
        left.append("the last run ended \((context.clock.now - last).spoken) ago: is the timer running?")
    }

    /// What an integration has whose file is gone.
    private mutating func checkRemoved() {
        guard let setup = try? context.setup(), let status = try? context.status(setup) else { return }
        left += status.removed.map { "\($0.id) is configured no longer and still has something: belfry status" }
    }

    private mutating func checkRoom() {
        guard let room = Files.room(at: home.state), room < Examination.smallestRoom else { return }
        left.append("only \(room >> 20) MB are free in \(home.state): belfry prune --dry-run --older-than 7d")
    }
}
