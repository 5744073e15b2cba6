/// A reader of foreign bytes, tried with whatever libFuzzer thinks of.
///
/// A trap, an overrun (the address sanitizer sees them), a run without end and a broken `expect` are findings.
enum Target: String, CaseIterable {
    case answer, configuration, json, ledger, mail, spool, template, words

    func run(_ input: [UInt8]) {
        switch self {
        case .answer: fuzzAnswer(input)
        case .configuration: fuzzConfiguration(input)
        case .json: fuzzJSON(input)
        case .ledger: fuzzLedger(input)
        case .mail: fuzzMail(input)
        case .spool: fuzzSpool(input)
        case .template: fuzzTemplate(input)
        case .words: fuzzWords(input)
        }
    }
}

func expect(_ isTrue: Bool, _ what: @autoclosure () -> String) {
    guard isTrue else { fatalError(what()) }
}

/// The first byte chooses the case, which is a digit in the seeds; the rest is what is tried in it.
func chosen<Case>(from cases: [Case], by input: [UInt8]) -> (choice: Case, rest: [UInt8])? {
    input.first.map { (cases[Int($0) % cases.count], Array(input.dropFirst())) }
}

/// Input of two texts stands in one file, with a line `---` between; without one the second is empty.
func parted(_ input: [UInt8]) -> (first: [UInt8], second: [UInt8]) {
    let border = Array("\n---\n".utf8)
    guard input.count >= border.count else { return (input, []) }
    for start in 0...input.count - border.count where input[start..<start + border.count].elementsEqual(border) {
        return (Array(input[..<start]), Array(input[(start + border.count)...]))
    }
    return (input, [])
}
