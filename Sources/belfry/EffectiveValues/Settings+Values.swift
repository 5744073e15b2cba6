import Configuration
import Delivery
import Providers
import Time

extension Settings {
    /// What holds for the whole home.
    var effectiveValues: [EffectiveValue] {
        [
            EffectiveValue("retention", retention.text), EffectiveValue("sync", sync.rawValue),
            EffectiveValue("timeZone", timeZone.name),
            EffectiveValue("allowUnknownEvents", "\(allowUnknownEvents)"), EffectiveValue("allowHTTP", "\(allowHTTP)"),
            EffectiveValue("allowPrivate", "\(allowPrivate)"),
            EffectiveValue("allowAddresses", list: allowAddresses.map(\.description)),
            EffectiveValue("proxy", proxy.map(Redactor.shown)), EffectiveValue("caFile", caFile),
            EffectiveValue("ownerNotice", list: ownerNotice),
            EffectiveValue("heartbeat", heartbeat.map(Redactor.shown)),
            EffectiveValue("limits.maximumFileSize", "\(limits.maximumFileSize)"),
            EffectiveValue("limits.maximumEventSize", "\(limits.maximumEventSize)"),
            EffectiveValue("limits.maximumDepth", "\(limits.maximumDepth)"),
        ]
    }
}
