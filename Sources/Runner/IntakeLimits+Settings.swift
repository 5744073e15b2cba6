import Configuration
import Storage

extension IntakeLimits {
    init(_ settings: Settings) {
        let limits = settings.limits
        self.init(
            fileBytes: UInt64(limits.maximumFileSize),
            eventBytes: limits.maximumEventSize,
            depth: limits.maximumDepth
        )
    }
}
