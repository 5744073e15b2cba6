import Configuration
import Time

/// Outcomes that a power cut could still take back.
///
/// They are synced in groups: so many, or after so long, or when nothing is in flight.
struct SyncGroup {
    private let sync: Settings.Sync
    private var count = 0
    private var since: Timestamp?

    static let largest = 64
    static let longestTime = Duration.milliseconds(50)

    init(_ sync: Settings.Sync) { self.sync = sync }

    var isEmpty: Bool { count == 0 }

    mutating func add(at now: Timestamp) {
        count += 1
        since = since ?? now
    }

    /// Whether the group should wait no longer; `isLast` when nothing is in flight that could join it.
    func isDue(at now: Timestamp, isLast: Bool) -> Bool {
        guard let since else { return false }
        return isLast || sync == .each || count >= SyncGroup.largest || now - since >= SyncGroup.longestTime
    }

    mutating func clear() {
        count = 0
        since = nil
    }
}
