import Delivery
import Providers
import Time

/// What an endpoint was told and may repeat.
private let secret = "s3cr3t/T0ken"
private let redactor = Redactor(secrets: [Secret(secret)])

/// An endpoint's answer: a byte that chooses the provider, the status in two bytes, headers of a line each, an empty
/// line, the body.
///
/// What is judged fits into a line; what is kept is short and holds no secret.
func fuzzAnswer(_ input: [UInt8]) {
    guard let (type, answer) = chosen(from: ProviderType.allCases, by: input), answer.count > 2 else { return }
    let lines = answer.dropFirst(2).split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    let head = lines.prefix { !$0.isEmpty }
    let headers = head.map { line in
        let parts = line.split(separator: UInt8(ascii: ":"), maxSplits: 1).map { String(decoding: $0, as: UTF8.self) }
        return Header(parts.first ?? "", parts.count > 1 ? parts[1] : "")
    }
    let body = Array(lines.dropFirst(head.count + 1).joined(separator: [UInt8(ascii: "\n")]))
    let status = Int(answer[0]) << 8 | Int(answer[1])
    let now = Timestamp(seconds: 1_800_000_000)
    for step in [nil, MailStep.recipient] as [MailStep?] {
        let result = Result<Response, TransferError>.success(
            Response(status: status, mailStep: step, headers: headers, body: body)
        )
        let judgement = type.provider.judgement(of: result, at: now)
        if case .failed(let failure) = judgement.redacted(by: redactor).outcome { expectLine(failure.reason) }
        let kept = KeptAnswer(result, redactor)
        expect(kept.body.unicodeScalars.count <= KeptAnswer.mostBodyBytes, "\(kept.body.utf8.count) bytes are kept")
        for text in [kept.body] + kept.headers.map(\.value) { expect(!text.contains(secret), "a secret is kept") }
    }
}

private func expectLine(_ reason: String) {
    let controls: Set<Unicode.GeneralCategory> = [.control, .format, .lineSeparator, .paragraphSeparator]
    expect(!reason.unicodeScalars.contains { controls.contains($0.properties.generalCategory) }, "more than a line")
    expect(reason.unicodeScalars.count < 250 && !reason.contains(secret), "a long reason, or a secret in it")
}
