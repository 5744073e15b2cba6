import Delivery
import Receiver
import Testing
import Transport

/// One way for a peer to misbehave, and what is made of it.
struct Misbehaviour: Sendable, CustomTestStringConvertible {
    let name: String
    let reply: Reply
    let failureClass: FailureClass

    var testDescription: String { name }

    static let all = [
        Misbehaviour(name: "hangs", reply: .hang, failureClass: .timeout),
        Misbehaviour(name: "resets", reply: .reset, failureClass: .connect),
        Misbehaviour(name: "closes without a word", reply: .closeSilently, failureClass: .connect),
        Misbehaviour(name: "is no HTTP", reply: .garbage, failureClass: .protocol),
        Misbehaviour(name: "speaks HTTP/0.9", reply: .raw("<html>hello</html>"), failureClass: .protocol),
        Misbehaviour(name: "speaks HTTP/9", reply: .raw("HTTP/9.0 200 OK\r\n\r\n"), failureClass: .protocol),
        Misbehaviour(name: "says only 100", reply: .raw("HTTP/1.1 100 Continue\r\n\r\n"), failureClass: .connect),
        Misbehaviour(
            name: "says 100 without end",
            reply: .raw(String(repeating: "HTTP/1.1 100 Continue\r\n\r\n", count: 20_000)),
            failureClass: .protocol
        ),
        Misbehaviour(name: "drips its status line", reply: .drip(body: "", every: .seconds(5)), failureClass: .timeout),
    ]
}

/// A body that ends too early, and what is kept of it.
struct CutAnswer: Sendable, CustomTestStringConvertible {
    let name: String
    let status: Int
    let reply: Reply
    let body: String

    var testDescription: String { name }

    static let all = [
        CutAnswer(name: "closed in the body", status: 200, reply: .cutBody(body: "ok"), body: "ok"),
        CutAnswer(name: "closed in the body of a 429", status: 429, reply: .cutBody(status: 429, body: "a"), body: "a"),
        CutAnswer(
            name: "stalled in the body",
            status: 202,
            reply: .unfinished("HTTP/1.1 202 Accepted\r\nContent-Length: 2\r\n\r\no"),
            body: "o"
        ),
        CutAnswer(
            name: "stalled before the body",
            status: 200,
            reply: .unfinished("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n"),
            body: ""
        ),
        CutAnswer(
            name: "stalled in the headers",
            status: 200,
            reply: .unfinished("HTTP/1.1 200 OK\r\nX-A: b\r\n"),
            body: ""
        ),
        CutAnswer(
            name: "closed in a chunk",
            status: 200,
            reply: .raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc"),
            body: "abc"
        ),
    ]
}

@Suite struct FailureTests {
    let receiver: Receiver

    init() throws { receiver = try Receiver() }

    /// What comes of a request to `/secret` that is given up after a while, and how many requests arrived.
    ///
    /// On a busy machine the time may be over before anything has happened: then another is sent, with more of it.
    private func givenUp(_ reply: Reply, until hasHappened: (Sent) -> Bool) throws -> Sent {
        var sent: Sent
        var patience = Duration.milliseconds(200)
        repeat {
            let receiver = try Receiver(script: ["/secret": [reply]])
            sent = (try send(post("\(receiver.url)/secret"), lenient(timeout: patience)), receiver.count)
            patience *= 4
        } while !hasHappened(sent) && patience < .seconds(20)
        return sent
    }

    private typealias Sent = (result: Result<Response, TransferError>, arrived: Int)

    @Test(arguments: Misbehaviour.all)
    func `T45: a peer that does not answer is a failure`(_ peer: Misbehaviour) throws {
        let sent = try givenUp(peer.reply) { $0.arrived > 0 && $0.result.failure?.failureClass == peer.failureClass }
        let error = try #require(sent.result.failure)
        #expect(error.failureClass == peer.failureClass)
        #expect(!error.reason.isEmpty)
        #expect(error.code != 0)
        #expect(!error.reason.contains("secret"))
        #expect(sent.arrived == 1)
    }

    @Test(arguments: CutAnswer.all)
    func anAnswerWhoseStatusWasSeenIsAnAnswer(_ answer: CutAnswer) throws {
        let response = try givenUp(answer.reply) { $0.result.failure == nil }.result.get()
        #expect(response.status == answer.status)
        #expect(response.isBodyCut)
        #expect(String(decoding: response.body, as: UTF8.self) == answer.body)
    }

    @Test func anAnswerThatEndsInItsHeadersIsAnAnswer() throws {
        // libcurl takes the end of the connection for the end of the headers, so nothing shows the cut.
        receiver.script("/", [.raw("HTTP/1.1 200 OK\r\nX-A: b\r\n")])
        let response = try send(post("\(receiver.url)/")).get()
        #expect(response.status == 200)
        #expect(response.body.isEmpty)
    }

    @Test func `T45: an endless body is cut at the limit`() throws {
        receiver.script("/", [.endless(status: 503)])
        let response = try send(post("\(receiver.url)/")).get()
        #expect(response.status == 503)
        #expect(response.body.count == 65_536)
        #expect(response.isBodyCut)
    }

    @Test(arguments: [99, 100, 101])
    func aBodyIsCutOnlyPastTheLimit(_ size: Int) throws {
        receiver.script("/", [.answer(body: String(repeating: "x", count: size))])
        var options = lenient()
        options.answerLimit = 100
        let response = try send(post("\(receiver.url)/"), options).get()
        #expect(response.body.count == min(size, 100))
        #expect(response.isBodyCut == (size > 100))
    }

    @Test func headersPastTheLimitAreLeftOut() throws {
        let long = String(repeating: "x", count: 10_000)
        receiver.script("/", [.answer(headers: [("A", "1"), ("B", long), ("C", long), ("D", "4")], body: "ok")])
        let response = try send(post("\(receiver.url)/")).get()
        #expect(response.headers.map(\.name) == ["A", "B"])
        #expect(response.body == Array("ok".utf8))
    }

    @Test(arguments: [301, 302, 303, 307, 308])
    func `T41: a redirect is an answer and not followed`(_ status: Int) throws {
        receiver.script("/", [.answer(status: status, headers: [("Location", "\(receiver.url)/elsewhere")])])
        let response = try send(post("\(receiver.url)/")).get()
        #expect(response.status == status)
        #expect(response.header("location") == "\(receiver.url)/elsewhere")
        #expect(receiver.requests(on: "/elsewhere").isEmpty)
    }

    @Test(arguments: [
        ("Set-Cookie", "a=b; Path=/"), ("Alt-Svc", #"h2="127.0.0.1:1"; ma=86400"#), ("Upgrade", "h2c"),
        ("Strict-Transport-Security", "max-age=31536000"), ("WWW-Authenticate", "NTLM"),
        ("WWW-Authenticate", #"Digest realm="x", nonce="y""#), ("WWW-Authenticate", "Basic realm=x"),
        ("Proxy-Authenticate", "Basic realm=x"),
    ])
    func `T51: what an answer asks for beyond its status changes nothing`(name: String, value: String) throws {
        let status = name.hasSuffix("Authenticate") ? 401 : 200
        receiver.script("/", [.answer(status: status, headers: [(name, value)])])
        var transport = try Transport(userAgent: "belfry-tests")
        for _ in 1...3 { #expect(try transport.send(post("\(receiver.url)/")).get().status == status) }
        let requests = receiver.requests
        #expect(requests.count == 3 && Set(requests.map(\.connection)).count == 1)
        for request in requests {
            #expect(request.headers.map(\.name) == requests[0].headers.map(\.name))
            for forbidden in ["Cookie", "Authorization", "Proxy-Authorization", "Upgrade"] {
                #expect(request.header(forbidden) == nil)
            }
        }
    }

    @Test func aPortWhereNobodyListensIsRefused() throws {
        receiver.stop()
        let error = try #require(try send(post("\(receiver.url)/secret")).failure)
        #expect(error.failureClass == .connect)
        #expect(error.reason.contains("connect"))
        #expect(!error.reason.contains("secret"))
    }

    @Test func aNameThatCannotBeIsADNSFailure() throws {
        // `invalid` resolves nowhere: RFC 6761, 6.4.
        let error = try #require(try send(post("http://belfry.invalid/secret")).failure)
        #expect(error.failureClass == .dns)
        #expect(!error.reason.contains("secret"))
    }

    @Test func aPeerWithoutTLSIsATLSFailure() throws {
        let url = "https" + receiver.url.dropFirst("http".count)
        let error = try #require(try send(post("\(url)/secret")).failure)
        #expect(error.failureClass == .tls)
        #expect(!error.reason.contains("secret"))
    }

    @Test(arguments: [
        "file:///etc/passwd", "ftp://127.0.0.1/secret", "gopher://127.0.0.1/secret", "smtp://127.0.0.1/secret",
        "dict://127.0.0.1/secret", "secret", "", "http://", "http://127.0.0.1:99999/secret", "http://a b/secret",
        "http://127.0.0.1/secret\r\nX: y", "http://127.0.0.1/secret\0",
    ])
    func anAddressThatIsNotHTTPIsRefused(_ url: String) throws {
        let error = try #require(try send(post(url)).failure)
        // libcurl takes a word without a scheme for the name of a host.
        #expect(error.failureClass == (url == "secret" ? .dns : .protocol))
        #expect(url == "secret" || !error.reason.contains("secret"))
    }

    @Test func plainHTTPMustBeAllowed() throws {
        let error = try #require(try send(post(receiver.url), TransferOptions(allowPrivate: true)).failure)
        #expect(error.failureClass == .protocol)
        #expect(receiver.count == 0)
    }

    @Test(arguments: [
        Header("X-A", "b\r\nX-Evil: 1"), Header("X-A", "b\n"), Header("X-A", "b\r"), Header("X-A", "b\0c"),
        Header("X-A\r\nX-Evil", "1"), Header("X A", "1"), Header("X:A", "1"), Header("X-A;", ""), Header("", "1"),
        Header("X-Ä", "1"),
    ])
    func aHeaderThatWouldBreakOutOfItsLineIsRefusedBeforeAnythingIsSent(_ header: Header) throws {
        let error = try #require(try send(post(receiver.url, headers: [Header("X-Good", "1"), header])).failure)
        #expect(error.failureClass == .protocol)
        #expect(receiver.count == 0)
    }
}
