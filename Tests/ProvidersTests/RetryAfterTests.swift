import Delivery
import Providers
import Testing
import Time

/// `Retry-After` and its relatives, as a raw webhook and Discord read them.
@Suite struct RetryAfterTests {
    /// What a header asks for when it arrives on Saturday 2026-11-21 at 06:00:00.250 UTC.
    struct Reading: CustomTestStringConvertible {
        let value: String
        let wait: String?

        init(_ value: String, _ wait: String?) {
            self.value = value
            self.wait = wait
        }

        var testDescription: String { value.debugDescription }
    }

    private func pause(_ headers: [Header], status: Int = 429) throws -> Pause? {
        let now = try #require(Timestamp(rfc3339: "2026-11-21T06:00:00.250Z"))
        return RawWebhook.judgement(of: .success(Response(status: status, headers: headers)), at: now).pause
    }

    @Test(arguments: [
        Reading("1", "1s"),
        Reading("120", "2m"),
        Reading(" 7\t", "7s"),
        Reading("007", "7s"),
        Reading("0", nil),
        Reading("0.0", nil),
        Reading("0.5", "500ms"),
        Reading(".5", "500ms"),
        Reading("5.", "5s"),
        Reading("64.57", "64570ms"),
        Reading("0.0001", "1ms"),
        Reading("1.0009", "1001ms"),
        Reading("1.0010", "1001ms"),
        Reading("1.00100000000000000000000000000000000001", "1002ms"),
        Reading("86399.9999", "1d"),
        Reading("86400", "1d"),
        Reading("86401", "1d"),
        Reading("99999999999999999999999999999999", "1d"),
    ])
    func secondsAreRoundedUpAndCutToADay(_ reading: Reading) throws {
        #expect(try pause([Header("Retry-After", reading.value)])?.duration.text == reading.wait)
    }

    @Test(arguments: [
        Reading("Sat, 21 Nov 2026 06:00:10 GMT", "9750ms"),
        Reading("Mon, 21 Nov 2026 06:00:10 GMT", "9750ms"),
        Reading("Saturday, 21-Nov-26 06:00:10 GMT", "9750ms"),
        Reading("Sat Nov 21 06:00:10 2026", "9750ms"),
        Reading("Sat Nov  1 06:00:10 2026", nil),
        Reading("Tue Dec  1 06:00:10 2026", "1d"),
        Reading("Sat, 21 Nov 2026 06:00:60 GMT", "59750ms"),
        Reading("Sat, 21 Nov 2026 06:00:00 GMT", nil),
        Reading("Sun, 06 Nov 1994 08:49:37 GMT", nil),
        Reading("Sunday, 06-Nov-94 08:49:37 GMT", nil),
        Reading("Friday, 21-Nov-76 06:00:10 GMT", "1d"),
        Reading("Saturday, 21-Nov-77 06:00:10 GMT", nil),
        Reading("Fri, 31 Dec 9999 23:59:59 GMT", "1d"),
    ])
    func datesCountFromNow(_ reading: Reading) throws {
        #expect(try pause([Header("Retry-After", reading.value)])?.duration.text == reading.wait)
    }

    @Test(arguments: [
        "", " ", ".", "-", "-1", "-0", "+1", "1e3", "0x10", "1,5", "1 2", "1;q=2", "1.5.5", "NaN", "inf", "Infinity",
        "soon", "٣", "１", "1\u{0}", "\u{FFFD}", "120, 120",
        "Sat, 21 Nov 2026 06:00:10", "Sat, 21 Nov 2026 06:00:10 UTC", "Sat, 21 Nov 2026 06:00:10 +0100",
        "Sat, 21 Nov 2026 06:00:10 GMT+1", "Sat, 31 Feb 2027 06:00:10 GMT", "Sat, 00 Nov 2026 06:00:10 GMT",
        "Sat, 21 Nov 2026 24:00:10 GMT", "Sat, 21 Nov 2026 06:60:10 GMT", "Sat, 21 nov 2026 06:00:10 GMT",
        "Sat, 21 Nov 26 06:00:10 GMT", "Sat, 1 Nov 2026 06:00:10 GMT", "21 Nov 2026 06:00:10 GMT",
        "Xyz, 21 Nov 2026 06:00:10 GMT", "Saturday, 21-Nov-2026 06:00:10 GMT", "Sat Nov 21 06:00:10 20260",
        "2026-11-21T06:00:10Z",
    ])
    func `T47: what cannot be read asks for nothing`(_ value: String) throws {
        #expect(try pause([Header("Retry-After", value)]) == nil)
    }

    @Test(arguments: ["Sat, 21 Nov 2026 06:00:10 GMT", "Saturday, 21-Nov-26 06:00:10 GMT", "Sat Nov 21 06:00:10 2026"])
    func everyPrefixOfADateAsksForNothing(_ date: String) throws {
        for length in 0..<date.utf8.count {
            let prefix = String(date.prefix(length))
            #expect(try pause([Header("Retry-After", prefix)]) == nil, "\(prefix)")
        }
    }

    @Test func theLongestOfSeveralHeadersCounts() throws {
        let headers = [Header("Retry-After", "3"), Header("RETRY-AFTER", "soon"), Header("retry-after", "9")]
        #expect(try pause(headers)?.duration == .seconds(9))
    }

    @Test(arguments: [200, 204, 410])
    func aSuccessAndAGoodbyeAskForNothing(_ status: Int) throws {
        #expect(try pause([Header("Retry-After", "9")], status: status) == nil)
    }

    @Test(arguments: [
        Reading("1.2345", "1235ms"), Reading("0", nil), Reading("-1", nil), Reading("x", nil), Reading("1e9", nil),
        Reading("Sat, 21 Nov 2026 06:00:10 GMT", nil), Reading("999999999999999999999", "1d"),
    ])
    func discordsResetAfterIsReadTheSameWay(_ reading: Reading) {
        let headers = [Header("x-ratelimit-remaining", "0"), Header("x-ratelimit-reset-after", reading.value)]
        let response = Response(status: 204, headers: headers)
        let judgement = Discord.judgement(of: .success(response), at: Timestamp(seconds: 0))
        #expect(judgement.pause?.duration.text == reading.wait)
        #expect(judgement.outcome == .delivered)
    }

    @Test(arguments: [
        Reading("64.57", "64570ms"), Reading("0", nil), Reading("-3", nil), Reading("1e999", nil),
        Reading("\"5\"", nil), Reading("null", nil), Reading("[1]", nil), Reading("99999999999999999999.9", "1d"),
    ])
    func discordsBodyMayBeTheOnlyOneToTellTheTime(_ reading: Reading) {
        let body = #"{"message":"slow","global":false,"retry_after":\#(reading.value)}"#
        let response = Response(status: 429, body: Array(body.utf8))
        let judgement = Discord.judgement(of: .success(response), at: Timestamp(seconds: 0))
        #expect(judgement.pause?.duration.text == reading.wait)
    }
}
