import Glibc
import Receiver
import Testing

@Suite struct ReceiverTests {
    @Test func repliesComeInOrderAndTheLastOneRepeats() throws {
        let receiver = try Receiver(script: ["/a": [.answer(status: 500), .answer(body: "ok")]])
        let answers = try (0..<3).map { _ in try talk(to: receiver, "GET /a?x=1 HTTP/1.0\r\n\r\n") }
        #expect(answers.map { $0.prefix(12) } == ["HTTP/1.1 500", "HTTP/1.1 200", "HTTP/1.1 200"])
        #expect(receiver.requests(on: "/a").map(\.path) == ["/a?x=1", "/a?x=1", "/a?x=1"])
        #expect(receiver.requests.map(\.connection) == [1, 2, 3])
    }

    @Test func requestsSentInOnePieceAreAnsweredOneByOne() throws {
        let receiver = try Receiver(script: ["/a": [Reply.answer(body: "1").delayed(by: .milliseconds(1))]])
        let answer = try talk(
            to: receiver,
            "POST /a HTTP/1.1\r\nContent-Length: 2\r\n\r\nhiPOST /b HTTP/1.1\r\nContent-Length: 0\r\n\r\n"
                + "POST /c HTTP/1.1\r\nConnection: close\r\ncontent-length:3\r\n\r\nbye"
        )
        let parts = ["HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1", "HTTP/1.1 204 No Content\r\n\r\n"]
        #expect(answer == parts[0] + parts[1] + parts[1])
        #expect(receiver.requests.map(\.text) == ["hi", "", "bye"])
    }

    @Test func aPeerThatAsksIsToldToContinue() throws {
        let receiver = try Receiver()
        let head = "POST / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"
        let answer = try talk(to: receiver, head, thenAfterAnswer: "hi")
        #expect(answer == "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n")
        #expect(receiver.requests.map(\.text) == ["hi"])
    }

    @Test(arguments: [
        "hello\r\n\r\n", "\u{16}\u{3}\u{1}", "GET / SPDY/3\r\n\r\n", "GET / HTTP/1.1\r\nno colon\r\n\r\n",
        "POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n",
    ])
    func whatItDoesNotUnderstandIsABadRequestAndNotRecorded(_ text: String) throws {
        let receiver = try Receiver()
        #expect(try talk(to: receiver, text).hasPrefix("HTTP/1.1 400 "))
        #expect(receiver.count == 0)
    }

    @Test func itCountsWithoutKeeping() throws {
        let receiver = try Receiver(keepsRequests: false)
        _ = try talk(to: receiver, "GET / HTTP/1.0\r\n\r\n")
        #expect(receiver.count == 1)
        #expect(receiver.requests.isEmpty)
    }

    @Test func aPortThatIsTakenIsAnError() throws {
        let receiver = try Receiver()
        #expect(throws: ReceiverError.self) { try Receiver(port: receiver.port) }
    }
}

/// Sends a text as it is and returns all that comes until the end of the connection.
private func talk(to receiver: Receiver, _ text: String, thenAfterAnswer more: String = "") throws -> String {
    let peer = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(peer) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = receiver.port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let code = withUnsafeBytes(of: &address) {
        connect(peer, $0.baseAddress?.assumingMemoryBound(to: sockaddr.self), size)
    }
    try #require(code == 0)
    send(peer, text, text.utf8.count, Int32(MSG_NOSIGNAL))
    var answer: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4096)
    var rest = more
    while case let count = recv(peer, &buffer, buffer.count, 0), count > 0 {
        answer += buffer[..<count]
        if !rest.isEmpty { send(peer, rest, rest.utf8.count, Int32(MSG_NOSIGNAL)) }
        rest = ""
    }
    return String(decoding: answer, as: UTF8.self)
}
