package import JSON
package import Providers
package import Time

/// An integration as `belfry list` shows it: what was configured, and how it is.
package struct IntegrationListing: Sendable {
    package let integration: Integration
    package var status: IntegrationStatus
    /// When a run saw it first; `nil` before that.
    package var createdAt: Timestamp?
    /// When its file was last changed.
    package var updatedAt: Timestamp?

    package init(
        integration: Integration,
        status: IntegrationStatus = IntegrationStatus(),
        createdAt: Timestamp? = nil,
        updatedAt: Timestamp? = nil
    ) {
        self.integration = integration
        self.status = status
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }

    /// Northflank's response object, keys in its order, the address redacted.
    ///
    /// Before the first run `createdAt` is the file's time.
    package var json: JSON {
        [
            "id": .string(integration.id),
            "name": .string(integration.name),
            "type": .string(integration.provider.rawValue),
            address.key: address.value,
            "createdAt": .optional((createdAt ?? updatedAt)?.rfc3339),
            "updatedAt": .optional((updatedAt ?? createdAt)?.rfc3339),
            "status": status.json,
            "restricted": integration.declared["restricted"] ?? false,
            "projects": integration.declared["projects"] ?? .array([]),
            "events": integration.declared["events"] ?? .object([]),
        ]
    }

    /// Mail has recipients in the place of an address.
    private var address: JSON.Member {
        guard let recipients = integration.recipients else {
            return JSON.Member("webhook", .string(Redactor.shown(integration.webhook)))
        }
        return JSON.Member("to", .array(recipients.map { .string($0) }))
    }
}
