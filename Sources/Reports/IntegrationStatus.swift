package import JSON
package import Time

/// How an integration is: Northflank's `status` object and the state that it follows from.
package struct IntegrationStatus: Sendable, Equatable {
    package enum State: String, Sendable, CaseIterable {
        case ok
        /// The last attempt failed; a success makes it `ok` again.
        case failing
        /// Failing, and left alone until the next probe is due.
        case coolingDown = "cooling-down"
        /// Switched off, by failures or by `belfry disable`; its events are held.
        case disabled
        /// Kept quiet for a while by its operator; its events are held.
        case muted
    }

    package var state: State
    /// Why it is disabled or muted.
    package var reason: String?
    /// When it came into a state in which nothing is sent.
    package var since: Timestamp?
    /// The first failure of the present streak.
    package var timeOfFirstFailedRequest: Timestamp?
    package var numberOfFailedRequests: Int

    package init(
        state: State = .ok,
        reason: String? = nil,
        since: Timestamp? = nil,
        timeOfFirstFailedRequest: Timestamp? = nil,
        numberOfFailedRequests: Int = 0
    ) {
        self.state = state
        self.reason = reason
        self.since = since
        self.timeOfFirstFailedRequest = timeOfFirstFailedRequest
        self.numberOfFailedRequests = numberOfFailedRequests
    }

    package var isDisabled: Bool { state == .disabled }

    /// Northflank's four keys; those that have nothing to say are left out, `disabled` never is.
    ///
    /// `reason` is why it is disabled: that of a mute stands elsewhere.
    package var json: JSON {
        var members = [JSON.Member("disabled", .bool(isDisabled))]
        if isDisabled, let reason { members.append(JSON.Member("reason", .string(reason))) }
        if let time = timeOfFirstFailedRequest {
            members.append(JSON.Member("timeOfFirstFailedRequest", .string(time.rfc3339)))
        }
        members.append(JSON.Member("numberOfFailedRequests", .number(numberOfFailedRequests)))
        return .object(members)
    }
}
