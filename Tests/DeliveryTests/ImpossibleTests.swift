import Delivery
import Testing
import Time

/// What no sound caller does ends the program, and never goes by unseen.
@Suite struct ImpossibleTests {
    @Test func aLaneAddedTwiceTraps() async {
        await #expect(processExitsWith: .failure) {
            var queue = DeliveryQueue()
            queue.addLane(.sample("a"), health: Health())
            queue.addLane(.sample("a"), health: Health())
        }
    }

    @Test func aDeliveryToNoLaneTraps() async {
        await #expect(processExitsWith: .failure) {
            var queue = DeliveryQueue()
            queue.add(LedgerState.Outstanding(delivery: .sample("a1", to: "a")), at: Script.start)
        }
    }

    @Test func anAnswerToWhatIsNotInFlightTraps() async {
        await #expect(processExitsWith: .failure) {
            var queue = DeliveryQueue()
            queue.addLane(.sample("a"), health: Health())
            queue.add(LedgerState.Outstanding(delivery: .sample("a1", to: "a")), at: Script.start)
            _ = queue.finish("a1", with: Judgement(.delivered), status: 200, at: Script.start)
        }
    }

    @Test func aSecondAnswerTraps() async {
        await #expect(processExitsWith: .failure) {
            var queue = DeliveryQueue()
            queue.addLane(.sample("a"), health: Health())
            queue.add(LedgerState.Outstanding(delivery: .sample("a1", to: "a")), at: Script.start)
            _ = queue.next(at: Script.start)
            _ = queue.finish("a1", with: Judgement(.delivered), status: 200, at: Script.start)
            _ = queue.finish("a1", with: Judgement(.delivered), status: 200, at: Script.start)
        }
    }

    /// The same steps without the mistake end well, so that the traps above are the mistake's.
    @Test func theSameStepsDoneRightDoNotTrap() async {
        await #expect(processExitsWith: .success) {
            var queue = DeliveryQueue()
            queue.addLane(.sample("a"), health: Health())
            queue.add(LedgerState.Outstanding(delivery: .sample("a1", to: "a")), at: Script.start)
            _ = queue.next(at: Script.start)
            _ = queue.finish("a1", with: Judgement(.delivered), status: 200, at: Script.start)
        }
    }
}
