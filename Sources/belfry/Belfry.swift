import CLinux
import Glibc
import Providers
import Runner
import Storage

/// The program: typed words → a command → an exit code.
@main struct Belfry {
    static func main() {
        prepareProcess()
        exit(run(Array(CommandLine.arguments.dropFirst()), environment: environment).rawValue)
    }

    static func run(_ words: [String], environment: [String: String]) -> ExitCode {
        let plain = Terminal(environment: environment, verbosity: .normal, allowsColor: !words.contains("--no-color"))
        do {
            let typed = try TypedArguments(words)
            let context = try Context(typed, environment: environment)
            return try perform(context)
        } catch let error as UsageError {
            let page = error.command.map { " " + $0 } ?? ""
            plain.say(.error, "belfry: \(error.message)\ntry 'belfry help\(page)'")
            return .usage
        } catch let error as CommandError {
            plain.say(.error, (["belfry: error: \(error.message)"] + error.notes.map { "note: \($0)" }).lines)
            return error.code
        } catch let error as RunError {
            plain.say(.error, (["belfry: error: \(error)"] + error.notes.map { "note: \($0)" }).lines)
            return error.exitCode
        } catch let error as Problems {
            for diagnostic in error.diagnostics { plain.say(diagnostic) }
            return error.code
        } catch let error as FileError {
            plain.say(.error, "belfry: error: \(error)")
            return error.isDenied ? .permission : .inputOutput
        } catch let error as SystemError {
            plain.say(.error, (["belfry: error: \(error)"] + error.notes.map { "note: \($0)" }).lines)
            return error.isPermission ? .permission : .inputOutput
        } catch {
            plain.say(.error, "belfry: error: \(error)")
            return .inputOutput
        }
    }

    private static func perform(_ context: Context) throws -> ExitCode {
        if context.typed.has(.version) {
            try context.terminal.print("belfry \(Program.version)\n")
            return .success
        }
        guard let command = context.typed.command else {
            guard context.typed.has(.help) else { throw UsageError(message: "no command given") }
            try context.terminal.print(Help.overview)
            return .success
        }
        if context.typed.has(.help) {
            try context.terminal.print(Help.page(of: command))
            return .success
        }
        defer { context.terminal.clear() }
        return try command.perform(context)
    }

    /// Broken pipes and file size limits become errors of `write`; a crash ends the process and leaves no memory about.
    ///
    /// Its memory and `/proc/PID/environ`, where a secret may stand, are for root alone.
    private static func prepareProcess() {
        for ignored in [SIGPIPE, SIGXFSZ] { signal(ignored, SIG_IGN) }
        for crash in [SIGILL, SIGTRAP, SIGABRT, SIGSEGV, SIGBUS, SIGFPE] { signal(crash, SIG_DFL) }
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        unsafe setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
        _ = belfry_forbid_dumps()
    }

    /// environ(7).
    private static var environment: [String: String] {
        var variables: [String: String] = [:]
        var next = unsafe environ
        while let entry = unsafe next.pointee {
            let parts = unsafe String(cString: entry).split(
                separator: "=",
                maxSplits: 1,
                omittingEmptySubsequences: false
            )
            if parts.count == 2 { variables[String(parts[0])] = String(parts[1]) }
            unsafe next += 1
        }
        return variables
    }
}

extension [String] {
    fileprivate var lines: String { joined(separator: "\n") }
}

extension RunError {
    fileprivate var exitCode: ExitCode {
        switch self {
        case .locked: .locked
        case .noTransport, .stateIsOpen: .configuration
        case .stateIsForeign, .homeIsForeign: .permission
        case .stateIsTorn: .inputOutput
        }
    }
}
