package import Configuration
package import Messages

/// Where the run works: three folders that may lie in one.
package struct RunPlaces: Sendable {
    package let spool: String
    package let state: String
    package let reports: String

    package init(spool: String, state: String, reports: String) {
        self.spool = spool
        self.state = state
        self.reports = reports
    }
}

/// What a run is asked to do, checked and complete.
package struct RunRequest: Sendable {
    package var setup: Setup
    package var places: RunPlaces
    package var composer: MessageComposer
    /// Counted from the first sends.
    package var maximumRuntime: Duration = .seconds(60)
    /// Wait for another run to end, instead of leaving.
    package var waits = false
    /// Cut digests that are not due, and try what waits for its time.
    package var ignoresDueTimes = false
    /// Only these; `nil` for all.
    package var integrations: Set<String>?
    /// Everything up to the sends; for `--dry-run`, on a copy of the state.
    package var sendsNothing = false

    package init(setup: Setup, places: RunPlaces, composer: MessageComposer) {
        self.setup = setup
        self.places = places
        self.composer = composer
    }
}

/// Why there was no run.
package enum RunError: Error, Sendable, CustomStringConvertible {
    /// Another run holds the lock.
    case locked
    /// libcurl is missing, too old, or cannot start.
    case noTransport(String)
    /// A part of the state folder `path` is missing, whatever the reason; to guess it would lose events, or repeat them
    /// all.
    case stateIsTorn(String, _ path: String)
    /// Users who are not Belfry's can write to the state folder `path`.
    case stateIsOpen(_ path: String)
    /// It belongs to another user: what we wrote there its owner could not read, and would stop at.
    case stateIsForeign(_ path: String, owner: String)
    /// There is no state yet, and the folder `path` where it would lie belongs to another user: what we made there its
    /// owner could not use.
    case homeIsForeign(_ path: String, owner: String)

    package var description: String {
        switch self {
        case .locked: "another run is going on"
        case .noTransport(let reason): reason
        case .stateIsTorn(let what, _): "\(what): nothing was taken in, and nothing was sent"
        case .stateIsOpen(let path): "users who are not Belfry's can write to '\(path)'"
        case .stateIsForeign(let path, let owner): "'\(path)' belongs to another user, '\(owner)'"
        case .homeIsForeign(let path, let owner):
            "there is no state yet, and '\(path)', where it is to be made, belongs to another user, '\(owner)'"
        }
    }

    /// What to do.
    package var notes: [String] {
        switch self {
        case .locked, .noTransport: []
        case .stateIsOpen(let path): ["close it with: chmod go-w '\(path)'"]
        case .stateIsForeign(_, let owner), .homeIsForeign(_, let owner):
            ["do it as that user: sudo -u '\(owner)' belfry …"]
        case .stateIsTorn(_, let path):
            [
                "restore '\(path)' as a whole from a backup, or begin anew with: mv '\(path)' '\(path).lost'",
                "events in '\(path).lost/events' are told again with: "
                    + "cat '\(path).lost/events/'*.ndjson | jq -c '.event // empty' | belfry emit -",
            ]
        }
    }
}

/// How far a run has come, for a progress bar.
package enum RunProgress: Sendable {
    case intake(files: Int)
    case delivery(settled: Int, of: Int)
}
