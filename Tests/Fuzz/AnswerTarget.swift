import Delivery
import Providers
import Time

/// An endpoint's answer: a byte that chooses the provider, the status in two bytes, headers of a line each, an empty
/// line, the body.
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
        let response = Response(status: status, mailStep: step, headers: headers, body: body)
        _ = type.provider.judgement(of: .success(response), at: now)
    }
}
