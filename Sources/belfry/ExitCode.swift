/// What the program ends with; the numbers from 64 on are those of `sysexits.h`.
enum ExitCode: Int32, CaseIterable {
    /// All that was due was delivered, or nothing was due, or only deferrals.
    case success = 0
    /// Somebody has to look: exhausted, rejected, disabled, quarantined.
    case attention = 1
    /// Nothing that was named exists.
    case notFound = 3
    /// The command line cannot be understood; nothing was touched.
    case usage = 64
    /// The input data is unusable; nothing of it was taken.
    case data = 65
    /// A file that Belfry needs to make could not be made.
    case cannotCreate = 73
    /// Reading or writing failed; nothing was sent after that point.
    case inputOutput = 74
    /// Another run holds the lock: try again later.
    case locked = 75
    /// Permissions, e.g. a secret file that others can read.
    case permission = 77
    /// The configuration is wrong; nothing was touched.
    case configuration = 78
    /// Stopped by SIGINT, cleanly, everything recorded.
    case interrupted = 130
    /// Stopped by SIGTERM, cleanly, everything recorded.
    case terminated = 143

    /// One line for EXIT STATUS in a command's help.
    var meaning: String {
        switch self {
        case .success: "all went well"
        case .attention: "something needs attention"
        case .notFound: "nothing that was named exists"
        case .usage: "the command line cannot be understood"
        case .data: "the input data is unusable, nothing of it was taken"
        case .cannotCreate: "a file or folder could not be made"
        case .inputOutput: "reading or writing failed, nothing was sent after that"
        case .locked: "another run holds the lock"
        case .permission: "permissions, e.g. a secret file that others can read"
        case .configuration: "the configuration is wrong, nothing was touched"
        case .interrupted: "stopped by SIGINT, everything is recorded"
        case .terminated: "stopped by SIGTERM, everything is recorded"
        }
    }
}
