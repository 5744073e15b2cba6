import Delivery
import Receiver
import Testing
import Transport

/// Mails to a scripted server on loopback, which speaks in the clear.
@Suite struct SMTPTests {
    private func mail(
        to receiver: MailReceiver,
        _ recipient: String = "ops@example.com",
        _ text: String = "x"
    ) -> Request {
        let server = MailServer(host: "127.0.0.1", port: Int(receiver.port), security: .none)
        return mail(by: .server(server), recipient, text)
    }

    private func mail(by route: Request.Route, _ recipient: String = "ops@example.com", _ text: String = "x") -> Request
    {
        .mail(
            Request.Mail(
                route: route,
                sender: "belfry@example.com",
                recipient: recipient,
                message: Array("Subject: \(text)\r\n\r\n\(text)\r\n".utf8)
            )
        )
    }

    @Test func `T31: a message arrives byte for byte with its dots`() throws {
        let receiver = try MailReceiver()
        let response = try send(mail(to: receiver, "ops@example.com", ".\r\n..\r\nend")).get()
        #expect(response.status == 250)
        #expect(response.mailStep == .message)
        let taken = try #require(receiver.mails.first)
        #expect(taken.sender == "belfry@example.com")
        #expect(taken.recipients == ["ops@example.com"])
        #expect(taken.text == "Subject: .\r\n..\r\nend\r\n\r\n.\r\n..\r\nend\r\n")
    }

    @Test(arguments: [
        ("greeting", "554 no", 554, MailStep.greeting), ("MAIL", "451 later", 451, .sender),
        ("MAIL", "550 no", 550, .sender), ("RCPT", "450 later", 450, .recipient), ("RCPT", "550 no", 550, .recipient),
        ("RCPT", "550-no\r\n550 really", 550, .recipient), ("RCPT", "999 what", 999, .recipient),
        ("DATA", "552 too big", 552, .data), ("DATA", "250 queued", 250, .data), (".", "451 later", 451, .message),
        (".", "554 spam", 554, .message),
    ])
    func aRefusalIsTheReplyThatRefused(command: String, reply: String, code: Int, step: MailStep) throws {
        let receiver = try MailReceiver(script: [command: [reply]])
        let response = try send(mail(to: receiver)).get()
        #expect(response.status == code)
        #expect(response.mailStep == step)
        // libcurl's farewell is answered too, and is not a part of it.
        #expect(!String(decoding: response.body, as: UTF8.self).contains("221"))
        #expect(receiver.mails.isEmpty)
    }

    @Test func aRefusalDoesNotWaitForAFarewell() throws {
        // The server goes on as if a message came, and answers no QUIT.
        let receiver = try MailReceiver(script: ["RCPT": ["550 no"], "QUIT": ["221-wait"]])
        let response = try send(mail(to: receiver), lenient(timeout: .seconds(600))).get()
        #expect(response.status == 550)
    }

    @Test func oneRecipientsRefusalIsNotTheOthers() throws {
        let receiver = try MailReceiver(script: ["RCPT TO:<gone@": ["550 no such user"]])
        var transport = try Transport(userAgent: "belfry-tests")
        for (tag, name) in ["gone", "here"].enumerated() {
            transport.start(mail(to: receiver, "\(name)@example.com"), options: lenient(), tag: UInt64(tag))
        }
        let statuses = transport.finish().map { try? $0.result.get().status }
        #expect(statuses == [550, 250])
        #expect(receiver.mails.map(\.recipients) == [["here@example.com"]])
    }

    @Test func aConnectionIsUsedAgain() throws {
        let receiver = try MailReceiver()
        var transport = try Transport(userAgent: "belfry-tests")
        for _ in 1...3 { #expect(try transport.send(mail(to: receiver)).get().status == 250) }
        #expect(receiver.mails.map(\.connection) == [1, 1, 1])
    }

    @Test func aConnectionThatBreaksBehindTheMessageLeavesItInDoubt() throws {
        let receiver = try MailReceiver(script: [".": [""]])
        let error = try #require(try send(mail(to: receiver)).failure)
        #expect(error.failureClass == .connect)
        #expect(error.reason.hasSuffix("after the whole message was sent: it may have arrived"))
        #expect(String(decoding: error.replies, as: UTF8.self).hasSuffix("354 go on\n"))
    }

    /// Whoever sits between takes STARTTLS away, refuses it, or answers ahead what only the server behind TLS may say.
    @Test(arguments: [
        ("250 AUTH PLAIN LOGIN", "", "tls"), ("250-STARTTLS\r\n250 AUTH PLAIN", "454 not now", "454"),
        ("250-STARTTLS\r\n250 AUTH PLAIN", "500 what?", "500"),
        ("250-STARTTLS\r\n250 AUTH PLAIN", "220 go on\r\n250-x\r\n250 AUTH PLAIN\r\n235 ok", "protocol"),
    ])
    func `T44: without TLS a mail server is told neither mail nor password`(
        offer: String,
        reply: String,
        outcome: String
    ) throws {
        let receiver = try MailReceiver(script: [
            "EHLO": ["250-localhost\r\n" + offer], "STARTTLS": [reply], "AUTH": ["235 ok"],
        ])
        let server = MailServer(
            host: "127.0.0.1",
            port: Int(receiver.port),
            security: .startTLS,
            credentials: MailServer.Credentials(user: "belfry", password: "secret")
        )
        switch try send(mail(by: .server(server))) {
        case .success(let response):
            #expect("\(response.status)" == outcome)
            #expect(response.mailStep == .greeting, "it says nothing about the mail")
        case .failure(let error): #expect(error.failureClass.rawValue == outcome)
        }
        #expect(receiver.mails.isEmpty)
        let commands = receiver.commands.map { $0.prefix(4) }
        #expect(commands.contains("EHLO") && !commands.contains("AUTH") && !commands.contains("MAIL"))
    }

    @Test func aServerThatTakesNoLoginGetsNoMailFromAUser() throws {
        let receiver = try MailReceiver()
        let server = MailServer(
            host: "127.0.0.1",
            port: Int(receiver.port),
            security: .none,
            credentials: MailServer.Credentials(user: "belfry", password: "secret")
        )
        let error = try #require(try send(mail(by: .server(server))).failure)
        #expect(error.failureClass == .auth)
        #expect(receiver.mails.isEmpty)
    }

    @Test func aPrivateAddressIsRefusedUnlessItIsAllowed() throws {
        let receiver = try MailReceiver()
        let error = try #require(try send(mail(to: receiver), TransferOptions(allowHTTP: true)).failure)
        #expect(error.failureClass == .blockedAddress)
        #expect(receiver.mails.isEmpty)
    }

    @Test func aServerThatTalksWithoutEndIsCutOff() throws {
        let receiver = try MailReceiver(script: [
            "EHLO": [String(repeating: "250-\(String(repeating: "x", count: 80))\r\n", count: 1000) + "250 ok"]
        ])
        let error = try #require(try send(mail(to: receiver)).failure)
        // libcurl's own limit or ours, whichever is reached first.
        #expect(error.failureClass == .protocol)
        #expect(error.replies.count <= 32_768)
    }
}
