import Glibc
import SwiftOverlayShims
import Time

/// The time of day, or one that `--now` started.
struct WallClock {
    private let offset: Duration

    /// The system's clock, shifted so that it shows `start` now.
    init(startingAt start: Timestamp?) {
        offset = start.map { $0 - WallClock.systemTime } ?? .zero
    }

    var now: Timestamp { WallClock.systemTime + offset }

    private static var systemTime: Timestamp {
        Timestamp(milliseconds: Int64(nanoseconds / 1_000_000))
    }

    /// clock_gettime(2) of the system's own clock, for names that sort by time.
    static var nanoseconds: UInt64 {
        var time = timespec()
        _ = unsafe clock_gettime(CLOCK_REALTIME, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}
