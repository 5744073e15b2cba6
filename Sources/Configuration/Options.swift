import Delivery
import Events
import Providers

/// What was written of the keys beyond Northflank's; a key that is absent changes nothing.
struct Options: Sendable {
    let mode: Integration.Mode?
    let digest: DigestOptions?
    let alertWindows: [AlertWindow]?
    let severities: [SeverityRule]?
    let schedule: [Duration]?
    let expireAfter: Duration?
    let disabling: Disabling?
    let timeout: Duration?
    let concurrency: Int?
    let rate: Rate?
    let start: Integration.Start?
    let confirmOnCreate: Bool?
    let allowHTTP: Bool?
    let allowPrivate: Bool?
    let headerPrefix: String?
    let username: String?
    let avatarURL: String?

    init(_ object: ObjectReader, _ selector: EventSelector, _ zones: ZoneResolver, _ problems: inout Problems) {
        mode = object.value(OptionKeys.mode, &problems)
        digest = object.value(OptionKeys.digest, &problems).map { DigestOptions($0, selector, zones, &problems) }
        alertWindows = object.value(OptionKeys.alertWindows, &problems)?.map { written in
            AlertWindow(patterns: selector.patterns(for: [written.locatedName], &problems), length: written.value)
        }
        severities = object.value(OptionKeys.severity, &problems)?.map { written in
            SeverityRule(patterns: selector.patterns(for: [written.locatedName], &problems), severity: written.value)
        }
        let retry = object.value(OptionKeys.retry, &problems)
        schedule = retry?.value(RetryKeys.schedule, &problems)?.map { $0.value }
        expireAfter = retry?.value(RetryKeys.expireAfter, &problems)
        disabling = object.value(OptionKeys.disable, &problems)
        timeout = object.value(OptionKeys.timeout, &problems)
        concurrency = object.value(OptionKeys.concurrency, &problems)
        rate = object.value(OptionKeys.rate, &problems)
        start = object.value(OptionKeys.from, &problems)
        confirmOnCreate = object.value(OptionKeys.confirmOnCreate, &problems)
        allowHTTP = object.value(OptionKeys.allowHTTP, &problems)
        allowPrivate = object.value(OptionKeys.allowPrivate, &problems)
        headerPrefix = object.value(OptionKeys.headerPrefix, &problems)
        username = object.value(OptionKeys.username, &problems)
        avatarURL = object.value(OptionKeys.avatarURL, &problems)
    }

    /// Sets what was written.
    ///
    /// Defaults are applied first and an integration's own keys after them, so that nested objects merge key by key.
    func apply(to integration: inout Integration) {
        set(&integration.mode, mode)
        digest?.apply(to: &integration)
        set(&integration.alertWindows, alertWindows)
        set(&integration.severities, severities)
        integration.retry = RetrySchedule(
            waits: schedule ?? integration.retry.waits,
            expireAfter: expireAfter ?? integration.retry.expireAfter
        )
        if let disabling { integration.disable = disabling.policy(over: integration.disable ?? .standard) }
        set(&integration.timeout, timeout)
        set(&integration.concurrency, concurrency)
        set(&integration.rate, rate)
        set(&integration.start, start)
        set(&integration.confirmsOnCreate, confirmOnCreate)
        set(&integration.allowHTTP, allowHTTP)
        set(&integration.allowPrivate, allowPrivate)
        set(&integration.headerPrefix, headerPrefix)
        set(&integration.username, username)
        set(&integration.avatarURL, avatarURL)
    }
}

extension Disabling {
    fileprivate func policy(over inherited: DisablePolicy) -> DisablePolicy? {
        switch self {
        case .never: nil
        case .standard: .standard
        case .after(let failingFor, let failures):
            DisablePolicy(failingFor: failingFor ?? inherited.failingFor, failures: failures ?? inherited.failures)
        }
    }
}

func set<Value>(_ target: inout Value, _ written: Value?) {
    if let written { target = written }
}
