import Delivery
import Events
import Providers
import Time

/// Finds the matched events that an integration is not told: repeats within an alert window, and what a mute names.
///
/// Both go by the time at which an event was taken in. Its own time is whatever its producer wrote.
struct Screen {
    enum Finding: Equatable {
        case told
        /// Told, and the same again is a repeat until the alert's window ends.
        case opens(OpenedAlert)
        case passedOver(PassedOver.Reason)
    }

    private let windows: [AlertWindow]
    private let mutes: [(mute: Mute, patterns: [EventPattern])]
    /// The ends of windows by the alerts' keys, those that this pass opened among them.
    private var ends: [String: Timestamp]

    /// `nil` for an integration that is told everything.
    init?(_ integration: Integration, _ known: LedgerState.Integration) {
        let mutes = known.mutes.filter { !$0.isOfEverything }
        guard !integration.alertWindows.isEmpty || !mutes.isEmpty else { return nil }
        windows = integration.alertWindows
        self.mutes = mutes.map { ($0, $0.patterns.map { EventPattern($0) }) }
        ends = known.alerts
    }

    /// - Parameters:
    ///   - type: the event's.
    ///   - arrived: when it was taken in.
    ///   - key: what makes an alert the same as another; asked for only where a window is set.
    /// - Returns: whether it is told. A window that it opens is open from here on.
    mutating func finding(_ type: String, arrived: Timestamp, key: () -> String) -> Finding {
        let isMuted = mutes.contains { mute, patterns in
            mute.isInForce(at: arrived) && patterns.contains { $0.matches(type) }
        }
        if isMuted { return .passedOver(.muted) }
        guard let window = windows.first(where: { $0.patterns.contains { $0.matches(type) } }) else { return .told }
        let key = key()
        // An end that lies farther ahead than a window is long: the clock went back, or the window was longer once.
        if let end = ends[key], arrived < end, end - arrived <= window.length { return .passedOver(.suppressed) }
        let end = arrived + window.length - Screen.earliness(of: window.length)
        ends[key] = end
        return .opens(OpenedAlert(key: key, end: end))
    }

    /// Runs begin now a little later, now a little earlier: a window of ten minutes that began with a late one must have
    /// ended when the second next comes.
    private static func earliness(of length: Duration) -> Duration { min(length / 20, .seconds(30)) }
}

/// What came of screening the events of one integration.
struct Screened {
    private(set) var passedOver: [PassedOver] = []
    private(set) var alerts: [OpenedAlert] = []

    mutating func add(_ finding: Screen.Finding, of sequence: UInt64) {
        switch finding {
        case .told: break
        case .opens(let alert): alerts.append(alert)
        case .passedOver(let reason):
            let index = passedOver.firstIndex { $0.reason == reason }
            if index == nil { passedOver.append(PassedOver(reason: reason)) }
            passedOver[index ?? passedOver.count - 1].add(sequence)
        }
    }

    /// Both, in the order of events.
    static func + (one: Screened, other: Screened) -> Screened {
        var sum = one
        sum.passedOver = PassedOver.merged(one.passedOver, other.passedOver)
        sum.alerts += other.alerts
        return sum
    }
}
