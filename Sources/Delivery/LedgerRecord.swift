package import Time

/// One line of the ledger.
///
/// The state is what the records say, in order, and nothing else.
package enum LedgerRecord: Sendable, Equatable {
    /// A run began to write this segment; `imports` names segments without a clean end that it copies first.
    case begin(at: Timestamp, imports: [UInt32])
    /// Everything of the imported segments stands above this line and is on disk.
    case imported
    /// What follows was copied from that segment, up to the next such line or `imported`.
    case copied(segment: UInt32)
    /// An integration was seen for the first time; it begins after `cursor`, and maybe with a message that confirms it.
    case seen(integration: String, at: Timestamp, cursor: UInt64, awaitsConfirmation: Bool = false)
    /// Its configuration changed: `address` tells whether it leads elsewhere now, which clears its failures.
    ///
    /// What it wants from here on stands in `subscription`; `nil` in ledgers of versions that did not record it.
    case changed(
        integration: String,
        at: Timestamp,
        fingerprint: String,
        address: String,
        subscription: Subscription? = nil
    )
    /// Its file is gone; until it is `changed` again, events that come from here on are none of its.
    case removed(integration: String, at: Timestamp)
    /// A delivery with its rendered payload. Counts only together with the `commit` that follows it.
    case planned(Delivery)
    /// Deliveries that are events of the log, by their places. Counts only together with the `commit` that follows it.
    case plannedEvents(integration: String, at: Timestamp, events: [PlannedEvent])
    /// Closes a batch: `deliveries` were planned since the last commit, and these cursors advance.
    case commit(deliveries: Int, cursors: [CursorAdvance])
    /// Bytes of this attempt may be on the wire from here on.
    case sending(delivery: String, integration: String, number: Int, at: Timestamp)
    case attempted(Attempt)
    /// Failures that were held back until it was clear that our own network works.
    case counted(integration: String, failures: Int, since: Timestamp)
    /// Nothing goes to this host before then, whatever was told earlier.
    case paused(host: String, until: Timestamp)
    case disabled(integration: String, at: Timestamp, reason: String)
    /// `through` is the end of the event log at that moment: what `replay` speaks of.
    case enabled(integration: String, at: Timestamp, replay: Replay, through: UInt64)
    /// A test message was sent by hand, past the event log.
    case tested(AddressTest)
    /// People were told of its trouble; `nil` that it is over.
    case noticed(integration: String, at: Timestamp, Noticed?)
    /// A delivery is owed anew, by hand: its whole schedule lies before it, and it goes as soon as it may.
    ///
    /// It carries all that is needed for that, since what was settled is forgotten: `attempts` so far, and what it `was`
    /// when it was settled.
    case requeued(Delivery, attempts: Int, was: DeliveryState?, at: Timestamp)
    /// Set aside by hand: it stays owed and is not sent.
    case parked(delivery: String, integration: String, at: Timestamp)
    case released(delivery: String, integration: String, at: Timestamp)
    /// Given up by hand.
    case dropped(delivery: String, integration: String, at: Timestamp, reason: String?)
    case muted(integration: String, Mute)
    /// A mute ends now, by hand.
    case unmuted(integration: String, mute: String, at: Timestamp)
    /// The run ended in order; everything above is synced.
    case end(at: Timestamp)
}

/// An event that is a delivery of its own.
package struct PlannedEvent: Sendable, Equatable {
    package let sequence: UInt64
    package let place: LogPlace

    package init(sequence: UInt64, place: LogPlace) {
        self.sequence = sequence
        self.place = place
    }
}

/// How far an integration has come in the event log.
package struct CursorAdvance: Sendable, Equatable {
    package enum Lane: String, Sendable {
        /// Every event up to here has been turned into deliveries or passed over.
        case all
        /// Only the events that its digest does not wait for.
        case immediate
        /// Looked at and held: the integration is disabled, or its digest is not due.
        case held
    }

    package let integration: String
    package let lane: Lane
    package let sequence: UInt64
    /// Matched events between the last advance of this lane and this one, those that were passed over among them.
    package let matched: Int
    /// When this was a digest: it was cut then.
    package let cut: Timestamp?
    /// What that digest told; `nil` in ledgers of versions that did not record it.
    package let told: ToldDigest?
    /// The time of the first event that is held, where there was none before.
    package let heldSince: Timestamp?
    /// Which of the matched events are told to nobody; each reason at most once.
    package let passedOver: [PassedOver]
    /// The alert windows that the other events opened.
    package let alerts: [OpenedAlert]

    package init(
        integration: String,
        lane: Lane = .all,
        sequence: UInt64,
        matched: Int = 0,
        cut: Timestamp? = nil,
        told: ToldDigest? = nil,
        heldSince: Timestamp? = nil,
        passedOver: [PassedOver] = [],
        alerts: [OpenedAlert] = []
    ) {
        self.integration = integration
        self.lane = lane
        self.sequence = sequence
        self.matched = matched
        self.cut = cut
        self.told = told
        self.heldSince = heldSince
        self.passedOver = passedOver
        self.alerts = alerts
    }
}

/// What becomes of the events that were held while an integration was disabled.
package enum Replay: String, Sendable, CaseIterable {
    /// They are delivered as they would have been.
    case all
    /// They are told in one catch-up digest.
    case digest
    /// They are passed over, on the record.
    case none
}
