import TestSupport
import Testing

/// Cut off after any step, in any way, and begun again: nothing is lost, and only what was never learned is repeated.
@Suite struct CrashTests {
    private static let steps: Int = {
        var world = World()
        _ = world.run(cutAfter: nil, .kill)
        return world.steps
    }()

    @Test func withoutACutOnlyALostAnswerAndWhatAnOperatorAskedForIsRepeated() {
        var world = World()
        _ = world.run(cutAfter: nil, .kill)
        #expect(!world.wasCut)
        world.checkTheEnd()
        #expect(world.problems == [])
        #expect(world.mailbox.repeated == ["log-order-4", "log-order-5"])
        #expect(world.steps > 100)
    }

    @Test(arguments: World.Ending.allCases)
    func oneCutAfterAnyStep(_ ending: World.Ending) {
        for step in 1...CrashTests.steps {
            let problems = CrashTests.problems(cuts: [(step, ending)])
            #expect(problems == [], "after step \(step)")
        }
    }

    @Test func aSecondCutInTheRunThatFollows() {
        var generator = SplitMix(seed: 1)
        for _ in 1...600 {
            let cuts = (1...2).map { number in
                (Int.random(in: 1...(number == 1 ? CrashTests.steps : 60), using: &generator), ending(&generator))
            }
            #expect(CrashTests.problems(cuts: cuts) == [], "\(cuts)")
        }
    }

    @Test func cutsWithoutEnd() {
        var generator = SplitMix(seed: 2)
        for _ in 1...60 {
            let cuts = (1...20).map { _ in (Int.random(in: 1...30, using: &generator), ending(&generator)) }
            #expect(CrashTests.problems(cuts: cuts) == [], "\(cuts)")
        }
    }

    /// The checks above are worth something only if they find these.
    @Test(arguments: World.Mistake.allCases)
    func aRunnerThatMakesAMistakeIsFound(_ mistake: World.Mistake) {
        var generator = SplitMix(seed: 3)
        let single = (1...CrashTests.steps).lazy.flatMap { step in World.Ending.allCases.map { [(step, $0)] } }
        let isFound =
            single.contains { !CrashTests.problems(cuts: $0, mistake: mistake).isEmpty }
            || (1...200).contains { _ in
                let first = (Int.random(in: 1...10, using: &generator), World.Ending.kill)
                let second = (Int.random(in: 1...10, using: &generator), World.Ending.powerCutKeepingNothing)
                return !CrashTests.problems(cuts: [first, second], mistake: mistake).isEmpty
            }
        #expect(isFound)
    }

    private func ending(_ generator: inout SplitMix) -> World.Ending {
        World.Ending.allCases.randomElement(using: &generator) ?? .kill
    }

    private static func problems(cuts: [(step: Int, ending: World.Ending)], mistake: World.Mistake? = nil) -> [String] {
        var world = World(mistake: mistake)
        for cut in cuts {
            // Without so many steps left it has come to its end.
            guard world.run(cutAfter: cut.step, cut.ending) else { break }
            if !world.problems.isEmpty { return world.problems }
        }
        _ = world.run(cutAfter: nil, .kill)
        world.checkTheEnd()
        return world.problems
    }
}
