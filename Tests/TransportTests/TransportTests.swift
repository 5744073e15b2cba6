import Delivery
import Receiver
import Testing
import Transport

@Suite struct TransportTests {
    let receiver: Receiver

    init() throws { receiver = try Receiver() }

    @Test func aRequestArrivesAsItWasGivenAndItsAnswerComesBack() throws {
        receiver.script("/hook", [.answer(status: 201, headers: [("X-One", "a"), ("X-One", "b")], body: "done")])
        let headers = [Header("Content-Type", "application/json"), Header("X-Empty", ""), Header("X-Name", "Zoë")]
        let response = try send(post("\(receiver.url)/hook?a=b", headers: headers, body: "{\"n\":1}")).get()
        #expect(response.status == 201)
        #expect(response.body == Array("done".utf8))
        #expect(!response.isBodyCut)
        #expect(response.headers.filter { $0.name == "X-One" }.map(\.value) == ["a", "b"])
        let request = try #require(receiver.requests.first)
        #expect(request.method == "POST")
        #expect(request.path == "/hook?a=b")
        #expect(request.text == "{\"n\":1}")
        #expect(request.header("Content-Type") == "application/json")
        #expect(request.header("X-Empty") == "")
        #expect(request.header("X-Name") == "Zoë")
        #expect(request.header("User-Agent") == "belfry-tests")
    }

    @Test func nothingIsSentThatWasNotAskedFor() throws {
        _ = try send(post(receiver.url, body: String(repeating: "x", count: 2_000_000))).get()
        let request = try #require(receiver.requests.first)
        #expect(request.body.count == 2_000_000)
        for name in ["Expect", "Accept-Encoding", "Cookie", "Authorization", "Referer"] {
            #expect(request.header(name) == nil, "\(name)")
        }
    }

    @Test func aBodyMayHoldAnyByteOrNone() throws {
        let bytes = (0...255).map(UInt8.init)
        _ = try send(Request(url: receiver.url, headers: [], body: bytes)).get()
        _ = try send(Request(url: receiver.url, headers: [], body: [])).get()
        #expect(receiver.requests.map(\.body) == [bytes, []])
    }

    @Test func aConnectionIsUsedAgain() throws {
        var transport = try Transport(userAgent: "belfry-tests")
        for _ in 0..<3 { _ = try transport.send(post(receiver.url)).get() }
        #expect(receiver.requests.map(\.connection) == [1, 1, 1])
    }

    @Test func aCompletionTellsItsTagAndHowLongItTook() throws {
        var transport = try Transport(userAgent: "belfry-tests")
        transport.start(post(receiver.url), options: lenient(), tag: .max)
        #expect(transport.inFlight == 1)
        let completion = transport.finish()[0]
        #expect(completion.tag == .max)
        #expect(completion.duration > .zero)
        #expect(transport.inFlight == 0)
    }

    @Test func nothingIsLeftOfAnEarlierRequestInTheHandle() throws {
        var transport = try Transport(userAgent: "belfry-tests")
        receiver.script("/first", [.answer(headers: [("X-Old", "1")], body: "old")])
        receiver.script("/hang", [.hang])
        let address = receiver.url.dropFirst("http://".count)
        _ = try transport.send(post("http://user:word@\(address)/first", headers: [Header("X-First", "1")])).get()
        let second = try transport.send(post("\(receiver.url)/second", body: "")).get()
        #expect(second.headers.isEmpty)
        #expect(second.body.isEmpty)
        #expect(receiver.requests[0].header("Authorization") != nil)
        #expect(receiver.requests[1].header("Authorization") == nil)
        #expect(receiver.requests[1].header("X-First") == nil)
        #expect(receiver.requests[1].body.isEmpty)
        let third = transport.send(post("\(receiver.url)/hang"), lenient(timeout: .milliseconds(200)))
        #expect(third.failure?.failureClass == .timeout)
    }

    @Test func threeHundredRequestsAtOnceAllArrive() throws {
        var transport = try Transport(userAgent: "belfry-tests")
        for tag in 0..<300 { transport.start(post("\(receiver.url)/\(tag)"), options: lenient(), tag: UInt64(tag)) }
        let completions = transport.finish()
        #expect(completions.map(\.tag) == (0..<300).map(UInt64.init))
        #expect(completions.allSatisfy { (try? $0.result.get().status) == 204 })
        #expect(Set(receiver.requests.map(\.path)).count == 300)
    }

    @Test func oneTargetThatHangsDoesNotDelayAHundredOthers() throws {
        var transport = try Transport(userAgent: "belfry-tests")
        receiver.script("/hang", [.hang])
        transport.start(post("\(receiver.url)/hang"), options: lenient(timeout: .seconds(600)), tag: 0)
        for tag in 1...100 { transport.start(post(receiver.url), options: lenient(), tag: UInt64(tag)) }
        var ended: [UInt64] = []
        while transport.inFlight > 1 { ended += transport.poll(atMost: .seconds(10)).map(\.tag) }
        #expect(ended.sorted() == (1...100).map(UInt64.init))
    }

    @Test func whatIsCancelledIsNotHandedOut() throws {
        var transport = try Transport(userAgent: "belfry-tests")
        receiver.script("/hang", [.hang])
        for tag: UInt64 in 0..<5 { transport.start(post("\(receiver.url)/hang"), options: lenient(), tag: tag) }
        transport.start(post("no address\n"), options: lenient(), tag: 5)
        _ = transport.poll(atMost: .zero)
        transport.cancelAll()
        #expect(transport.inFlight == 0)
        #expect(transport.poll(atMost: .zero).isEmpty)
        #expect(try transport.send(post(receiver.url)).get().status == 204)
    }

    @Test func aWatchedDescriptorEndsTheWait() throws {
        var transport = try Transport(userAgent: "belfry-tests")
        receiver.script("/hang", [.hang])
        transport.start(post("\(receiver.url)/hang"), options: lenient(timeout: .seconds(600)), tag: 1)
        let pipe = try BrokenPipe()
        #expect(transport.poll(atMost: .seconds(600), alsoWatching: pipe.reader).isEmpty)
        #expect(transport.inFlight == 1)
    }

    @Test func aRequestThatFindsItsKeptConnectionClosedIsSentAgain() throws {
        var transport = try Transport(userAgent: "belfry-tests")
        receiver.script("/close", [.closeSilently, .answer(body: "ok")])
        _ = try transport.send(post(receiver.url)).get()
        transport.start(post("\(receiver.url)/close"), options: lenient(), tag: 1)
        let completion = transport.finish()[0]
        #expect(try completion.result.get().status == 200)
        #expect(receiver.requests(on: "/close").count == 2)
    }
}
