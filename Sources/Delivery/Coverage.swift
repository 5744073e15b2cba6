/// What became of the event log for one integration: stretches of sequence numbers that its cursor passed in one way, and
/// marks on single events.
///
/// It knows no filter: whether an event matched is for the caller to say, by the number of the subscription.
package struct Coverage: Sendable {
    /// How the cursor came over a stretch of events.
    enum Passage: Sendable, Equatable {
        /// Before the integration was there, or before it wanted anything.
        case before
        /// Before the record begins.
        case pruned
        /// Every event that matched became a message of its own.
        case singly
        /// Every event that matched is told by this digest.
        case digest(Int)
        /// Passed over by hand.
        case skipped
    }

    /// Ends with `through`; begins behind the one before it.
    private struct Stretch: Sendable {
        var through: UInt64
        let passage: Passage
        let subscription: Int
    }

    /// One part of a message that goes out by itself: a page, to one recipient.
    struct Copy: Sendable, Hashable {
        /// Counted from 1.
        let page: Int
        /// Counted from 1; `nil` where there is only one.
        let recipient: Int?
    }

    /// A digest as a whole: told when all its pages are, to everybody.
    package struct Digest: Sendable, Equatable {
        package let first: UInt64
        package let last: UInt64
        /// The ids of its pages but for the page: `569tukfe-ops-d4`.
        package let stem: DeliveryID
        /// The events that its pages say they tell of.
        package fileprivate(set) var eventCount = 0
        /// All of it stands on the record, and all that went past it: a snapshot has only what was owed.
        package fileprivate(set) var isWhole: Bool
        fileprivate var copies: [Copy: DeliveryState] = [:]

        package var state: DeliveryState { .worst(of: copies.values) }

        fileprivate mutating func plan(_ copy: Copy, telling events: Int) {
            // Every recipient is told of the same events.
            if !copies.keys.contains(where: { $0.page == copy.page }) { eventCount += events }
            copies[copy] = .pending
        }
    }

    /// What an integration wanted, in the order of time; `nil` where that was not recorded.
    package private(set) var subscriptions: [Subscription?] = []
    package private(set) var digests: [Digest] = []
    /// Every event up to here was passed.
    package private(set) var cursor: UInt64
    /// Up to here an event may have been told alone before the record begins.
    private let toldAloneThrough: UInt64
    private var stretches: [Stretch]
    private var marks = EventMarks()
    /// Of events that went singly to several recipients: the mark is that of the worst.
    private var copiesOf: [UInt64: [Int: DeliveryState]] = [:]
    private var digestOf: [DeliveryID: Int] = [:]
    /// Digests of chosen events, the newest last.
    private var chosen: [(digest: Int, sequences: [ClosedRange<UInt64>])] = []

    /// Begins behind `cursor`; the messages that go out at once may be ahead of it.
    init(passed: Passage, through cursor: UInt64, immediateCursor: UInt64 = 0) {
        self.cursor = cursor
        toldAloneThrough = max(cursor, immediateCursor)
        stretches = cursor > 0 ? [Stretch(through: cursor, passage: passed, subscription: 0)] : []
    }

    private var currentSubscription: Int { max(0, subscriptions.count - 1) }
}

// MARK: - Following the ledger

extension Coverage {
    mutating func subscribe(_ subscription: Subscription?) {
        if subscriptions.isEmpty || subscriptions.last != .some(subscription) { subscriptions.append(subscription) }
    }

    mutating func plan(_ delivery: Delivery) {
        guard let id = DeliveryID(delivery.id) else { return }
        switch id {
        case .event(let sequence): mark(.pending, sequence, of: DeliveryID.recipient(in: delivery.id))
        case .digest, .chosen:
            let digest = digestOf[id.stem] ?? add(delivery, id.stem)
            digests[digest].plan(id.copy(to: DeliveryID.recipient(in: delivery.id)), telling: delivery.eventCount)
        }
    }

    private mutating func add(_ delivery: Delivery, _ stem: DeliveryID) -> Int {
        let digest = digests.count
        let isWhole = delivery.first > toldAloneThrough
        digests.append(Digest(first: delivery.first, last: delivery.last, stem: stem, isWhole: isWhole))
        digestOf[stem] = digest
        if !delivery.chosen.isEmpty {
            chosen.append((digest, delivery.chosen))
            for sequence in delivery.chosen.joined() { marks[sequence] = .chosen }
        }
        return digest
    }

    /// It is owed anew, wherever it was planned.
    mutating func requeue(_ delivery: Delivery) {
        guard case .event? = DeliveryID(delivery.id) else { return enter(.pending, delivery.id) }
        plan(delivery)
    }

    /// What was never planned, as where its record was damaged, is owed by nobody: its event is missing, unless it was told.
    mutating func enter(_ state: DeliveryState, _ delivery: String) {
        guard let id = DeliveryID(delivery) else { return }
        let recipient = DeliveryID.recipient(in: delivery)
        switch id {
        case .event(let sequence):
            let isOver = state.isSettled && !state.isFailed
            if isOver || isPlanned(sequence, to: recipient) { mark(state, sequence, of: recipient) }
        case .digest, .chosen:
            if let digest = digestOf[id.stem] { digests[digest].copies[id.copy(to: recipient)] = state }
        }
    }

    private func isPlanned(_ sequence: UInt64, to recipient: Int?) -> Bool {
        guard let recipient else { return marks[sequence] != .none }
        return copiesOf[sequence]?[recipient] != nil
    }

    private mutating func mark(_ state: DeliveryState, _ sequence: UInt64, of recipient: Int?) {
        guard let recipient else { return marks[sequence] = EventMarks.Mark(state) }
        copiesOf[sequence, default: [:]][recipient] = state
        marks[sequence] = EventMarks.Mark(.worst(of: copiesOf[sequence, default: [:]].values))
    }

    /// The cursor of everything moves; a digest was cut, or everything that matched is planned singly.
    mutating func advance(to sequence: UInt64, isCut: Bool) {
        let digest = isCut ? digestOf[DeliveryID.digest(last: sequence, page: 0)] : nil
        pass(through: sequence, digest.map { .digest($0) } ?? .singly)
    }

    mutating func skip(through sequence: UInt64) { pass(through: sequence, .skipped) }

    mutating func mark(_ sequences: [ClosedRange<UInt64>], _ mark: EventMarks.Mark) {
        for sequence in sequences.joined() { marks[sequence] = mark }
    }

    /// What a snapshot has as owed: the stretch of a digest lies behind the cursor already.
    mutating func restore(_ owed: [LedgerState.Outstanding]) {
        for outstanding in owed {
            plan(outstanding.delivery)
            enter(outstanding.state, outstanding.delivery.id)
        }
        let known = digests.indices.filter { digests[$0].stem.isDigest }.sorted { digests[$0].last < digests[$1].last }
        let end = cursor
        stretches = []
        cursor = 0
        for digest in known where digests[digest].first > cursor {
            pass(through: digests[digest].first - 1, .pruned)
            pass(through: digests[digest].last, .digest(digest))
        }
        pass(through: end, .pruned)
    }

    private mutating func pass(through sequence: UInt64, _ passage: Passage) {
        guard sequence > cursor else { return }
        let subscription = currentSubscription
        if let last = stretches.last, last.passage == passage, last.subscription == subscription {
            stretches[stretches.count - 1].through = sequence
        } else {
            stretches.append(Stretch(through: sequence, passage: passage, subscription: subscription))
        }
        cursor = sequence
    }
}

// MARK: - Asking

extension Coverage {
    /// Where an event stands; `nil` when it matched nothing that had a say on it.
    ///
    /// `matches` says whether it matches the subscription of a number, and is asked for one at most.
    package func standing(
        of sequence: UInt64,
        matching matches: (Int) -> Bool
    ) -> (state: EventState, delivery: Told)? {
        let mark = marks[sequence]
        if mark == .chosen, let digest = chosenDigest(of: sequence) {
            return (EventState(digests[digest].state), .digest(digest))
        }
        if let state = mark.state { return (state, mark == .suppressed || mark == .muted ? .nothing : .event) }
        guard sequence <= cursor else { return matches(currentSubscription) ? (.held, .nothing) : nil }
        let stretch = stretches[index(of: sequence)]
        guard stretch.passage != .before, matches(stretch.subscription) else { return nil }
        switch stretch.passage {
        case .before: return nil
        case .pruned: return (.pruned, .nothing)
        case .singly: return (.missing, .nothing)
        case .digest(let digest): return (EventState(digests[digest].state), .digest(digest))
        case .skipped: return (.skipped, .nothing)
        }
    }

    /// Where an event stands that nobody wanted when it was passed, if it is wanted after all.
    package func standingOfUnwanted(_ sequence: UInt64) -> EventState {
        guard sequence <= cursor else { return .held }
        switch stretches[index(of: sequence)].passage {
        case .before, .singly, .digest: return .missing
        case .pruned: return .pruned
        case .skipped: return .skipped
        }
    }

    /// What tells an event.
    package enum Told: Sendable, Equatable {
        case nothing
        /// A message of its own.
        case event
        /// The digest of that number.
        case digest(Int)
    }

    /// What tells the event: its own message or all pages of its digest, to each recipient.
    package func deliveries(telling sequence: UInt64, _ told: Told) -> [(id: DeliveryID, recipient: Int?)] {
        switch told {
        case .nothing: []
        case .event:
            copiesOf[sequence].map { $0.keys.sorted().map { (.event(sequence), $0) } } ?? [(.event(sequence), nil)]
        case .digest(let number):
            digests[number].copies.keys.sorted().map { (digests[number].stem.page($0.page), $0.recipient) }
        }
    }

    /// The digest that passed over the event with everything else that matched; `nil` where it was another way.
    package func digestPassing(_ sequence: UInt64) -> Int? {
        guard sequence <= cursor, case .digest(let digest) = stretches[index(of: sequence)].passage else { return nil }
        return digest
    }

    private func index(of sequence: UInt64) -> Int {
        var (low, high) = (0, stretches.count - 1)
        while low < high {
            let middle = (low + high) / 2
            if stretches[middle].through < sequence { low = middle + 1 } else { high = middle }
        }
        return low
    }

    private func chosenDigest(of sequence: UInt64) -> Int? {
        chosen.last { $0.sequences.contains { $0.contains(sequence) } }?.digest
    }
}

extension DeliveryID {
    fileprivate func copy(to recipient: Int?) -> Coverage.Copy { Coverage.Copy(page: page, recipient: recipient) }
}

extension Coverage.Copy: Comparable {
    static func < (a: Self, b: Self) -> Bool { (a.page, a.recipient ?? 0) < (b.page, b.recipient ?? 0) }
}
