import Configuration
import Providers

/// The redactors of the integrations that are in use now.
struct Redactors {
    private let proxy: Secret?
    private var made: [String: Redactor] = [:]

    /// A redactor is some kilobytes: with thousands of integrations, this many are enough.
    private static let most = 256

    init(proxy: Secret?) { self.proxy = proxy }

    mutating func redactor(for integration: Integration) -> Redactor {
        if let known = made[integration.id] { return known }
        if made.count >= Redactors.most { made.removeAll() }
        let redactor = Redactor(for: integration, proxy: proxy)
        made[integration.id] = redactor
        return redactor
    }
}
