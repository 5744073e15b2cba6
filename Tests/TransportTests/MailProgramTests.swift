import Delivery
import Foundation
import Glibc
import TestSupport
import Testing
import Transport

/// Serialized: a script cannot be started while another child, just forked, still holds the descriptor it was written by.
@Suite(.serialized) struct MailProgramTests {
    private func send(
        through script: String,
        timeout: Duration = .seconds(10)
    ) throws -> (
        Result<Response, TransferError>, TemporaryDirectory
    ) {
        let folder = try TemporaryDirectory()
        let program = try folder.write("#!/bin/sh\ncd '\(folder.path)'\n\(script)\n", to: "sendmail")
        try makeExecutable(program)
        let request = Request.Mail(
            route: .program(program),
            sender: "belfry@example.com",
            recipient: "o'ps+x@example.com",
            message: Array("Subject: x\r\n\r\n.\r\n".utf8)
        )
        var transport = try Transport(userAgent: "belfry-tests")
        return (transport.send(.mail(request), lenient(timeout: timeout)), folder)
    }

    @Test func theMessageComesWithUnixLinesAndTheEnvelopeAsArguments() throws {
        let (result, folder) = try send(through: #"cat > message; printf '%s\n' "$@" > arguments"#)
        #expect(try result.get().status == 0)
        #expect(try folder.read("message") == "Subject: x\n\n.\n")
        #expect(try folder.read("arguments") == "-i\n-f\nbelfry@example.com\n--\no'ps+x@example.com\n")
    }

    /// Else a program whose sender is killed takes the part that has come by then for a mail.
    @Test func theMessageIsThereAsAWholeBeforeTheProgramBegins() throws {
        let (result, folder) = try send(through: "test -f /dev/stdin && stat -L -c %s /dev/stdin > size")
        #expect(try result.get().status == 0)
        #expect(try folder.read("size") == "\("Subject: x\n\n.\n".utf8.count)\n")
    }

    @Test func itsExitCodeAndItsWordsAreTold() throws {
        let (result, _) = try send(through: "echo the queue is full >&2; exit 75")
        let response = try result.get()
        #expect(response.status == 75)
        #expect(response.mailStep == .program)
        #expect(String(decoding: response.body, as: UTF8.self) == "the queue is full\n")
    }

    @Test func aSignalIsNoSuccess() throws {
        let (result, _) = try send(through: "kill -9 $$")
        #expect(try result.get().status == 137)
    }

    @Test func aProgramThatNeverEndsIsEnded() throws {
        let (result, _) = try send(through: "exec sleep 600", timeout: .milliseconds(300))
        #expect(result.failure?.failureClass == .timeout)
    }

    @Test func whatAProgramLeavesBehindIsNotWaitedFor() throws {
        let (result, folder) = try send(through: "sleep 600 & echo $! > left; exit 0", timeout: .seconds(60))
        #expect(try result.get().status == 0)
        let left = try #require(pid_t(try folder.read("left").trimmingCharacters(in: .newlines)))
        #expect(kill(left, SIGKILL) == 0)
    }

    @Test func aProgramThatClosesItsOutputIsWaitedFor() throws {
        let (result, folder) = try send(through: "exec > closed 2>&1; cat > message; exit 67")
        #expect(try result.get().status == 67)
        #expect(try folder.read("message") == "Subject: x\n\n.\n")
    }

    @Test func nothingOfTheEnvironmentButTheUsualReachesIt() throws {
        let (result, folder) = try send(through: "env | cut -d= -f1 > names")
        #expect(try result.get().status == 0)
        let names = Set(try folder.read("names").split(separator: "\n").map(String.init))
        #expect(names.isSubset(of: ["PATH", "HOME", "USER", "LOGNAME", "TZ", "PWD", "OLDPWD", "SHLVL", "_"]))
    }

    @Test func aProgramThatIsNotThereIsAFailure() throws {
        let request = Request.Mail(
            route: .program("/nonexistent/sendmail"),
            sender: "a@example.com",
            recipient: "b@example.com",
            message: []
        )
        var transport = try Transport(userAgent: "belfry-tests")
        let error = try #require(transport.send(.mail(request)).failure)
        #expect(error.reason == "'/nonexistent/sendmail' cannot be started: No such file or directory")
    }
}

private func makeExecutable(_ path: String) throws {
    try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: path)
}
