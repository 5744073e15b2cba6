import Glibc

/// A new file in the spool, in maildir manners: written in `tmp`, synced, renamed into `new`, the folder synced.
///
/// Until `publish` the runner does not see it; when it is dropped before that, nothing is left behind.
struct SpoolFile: ~Copyable {
    private let file: Descriptor
    private let unfinished: String
    private let home: Home
    private let name: String
    private var isPublished = false

    /// The name sorts by time, the order in which a run takes files in, and can't be guessed by other producers.
    init(in home: Home, suffix: String) throws {
        let order = String(WallClock.nanoseconds)
        let name = "\(order).\(String(UInt64.random(in: .min ... .max), radix: 36))\(suffix)"
        let unfinished = home.unfinishedEvents + "/" + name
        do {
            /// Readable by the group, which in a shared spool is the runner's (the folders have the setgid bit).
            let mode: mode_t = 0o640
            file = try Descriptor(open: unfinished, flags: O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode: mode)
        } catch {
            throw SpoolFile.explained(error, home)
        }
        self.home = home
        self.name = name
        self.unfinished = unfinished
    }

    deinit { if !isPublished { Files.remove(unfinished) } }

    func write(_ bytes: [UInt8]) throws { try file.write(bytes) }

    /// Makes the file the runner's and answers its path; when this returns, the event survives a power cut.
    mutating func publish() throws -> String {
        let path = home.newEvents + "/" + name
        try file.synchronize()
        do {
            try Files.rename(unfinished, to: path)
        } catch {
            throw SpoolFile.explained(error, home)
        }
        isPublished = true
        try synchronizeFolder()
        return path
    }

    /// Syncs the new name.
    ///
    /// A shared spool may be written but not listed by its producers (mode 1730), and fsync(2) wants a readable folder:
    /// then everything is synced, which takes longer and needs no right.
    private func synchronizeFolder() throws(FileError) {
        let folder: Descriptor
        do throws(FileError) {
            folder = try Descriptor(open: home.newEvents, flags: O_RDONLY | O_DIRECTORY)
        } catch {
            guard error.isDenied else { throw error }
            return Files.synchronizeEverything()
        }
        try folder.synchronize()
    }

    private static func explained(_ error: FileError, _ home: Home) -> CommandError {
        if error.isMissing {
            return CommandError(
                .cannotCreate,
                "there is no spool in '\(home.spool)' (home named by \(home.origin.rawValue))",
                notes: ["make a home with 'belfry init \(home.configuration)', or name another with --home"]
            )
        }
        return CommandError(error.isDenied ? .permission : .cannotCreate, "\(error)")
    }
}
