/// A name or pattern of event types: `build:start`, `build:*` (one part), `infrastructure:**` (any number of parts).
///
/// Names are compared part by part, parts being what stands between colons, upper and lower case told apart:
/// - `**` alone between colons stands for one or more parts, so `**` is every event;
/// - `*` in a part stands for any characters of that part: `*:failure`, `DEPLOYMENT_*`, `container-cpu*90`;
/// - everything else stands for itself.
package struct EventPattern: Sendable, Hashable {
    package let text: String

    package init(_ text: String) { self.text = text }

    package static let everything = EventPattern("**")

    /// It names one event type and holds no star.
    package var isName: Bool { !text.utf8.contains(UInt8(ascii: "*")) }

    package func matches(_ type: String) -> Bool {
        isName ? text == type : matches([EventPattern.parts(of: type)])
    }

    /// One of the types matches, each given by its parts: the pattern is taken apart once for all of them.
    func matches(_ types: [[[UInt8]]]) -> Bool {
        let pattern = EventPattern.parts(of: text).flatMap { part in
            part.elementsEqual("**".utf8) ? [PatternPart.one, .many] : [.glob(part)]
        }
        return types.contains { type in
            wildcardMatch(pattern, type, isMany: { $0 == .many }) { part, name in
                switch part {
                case .one, .many: true
                case .glob(let glob): wildcardMatch(glob, name, isMany: { $0 == UInt8(ascii: "*") }, ==)
                }
            }
        }
    }

    static func parts(of text: String) -> [[UInt8]] {
        text.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false).map { Array($0) }
    }
}

extension EventPattern {
    /// Longer names are nobody's; the limit keeps matching cheap.
    package static let maximumLength = 256

    /// What is wrong with the pattern, in the words of a diagnostic; `nil` when it can be used.
    package var problem: String? {
        if text.isEmpty { return "an event name or pattern can't be empty" }
        if text.utf8.count > EventPattern.maximumLength {
            return "an event name or pattern has at most \(EventPattern.maximumLength) bytes"
        }
        if text.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7F }) {
            return "an event name or pattern holds no space and no control character"
        }
        for part in EventPattern.parts(of: text) {
            if part.isEmpty { return "a part is empty: write '*' for any one part" }
            let isDouble = part.elementsEqual("**".utf8)
            if !isDouble, zip(part, part.dropFirst()).contains(where: { $0 == $1 && $0 == UInt8(ascii: "*") }) {
                return "'**' stands for whole parts: it must be alone between colons"
            }
        }
        return nil
    }
}

private enum PatternPart: Equatable {
    case one, many
    case glob([UInt8])
}

/// Matches with a star that takes any number of elements, in time of pattern × text at worst.
///
/// When something does not fit, only the last star takes one element more: earlier stars never need to.
private func wildcardMatch<Symbol, Element>(
    _ pattern: [Symbol],
    _ text: [Element],
    isMany: (Symbol) -> Bool,
    _ matches: (Symbol, Element) -> Bool
) -> Bool {
    var symbol = 0
    var element = 0
    var retry: (symbol: Int, element: Int)?
    while element < text.count {
        if symbol < pattern.count, isMany(pattern[symbol]) {
            retry = (symbol + 1, element)
            symbol += 1
        } else if symbol < pattern.count, matches(pattern[symbol], text[element]) {
            symbol += 1
            element += 1
        } else if let last = retry {
            retry = (last.symbol, last.element + 1)
            (symbol, element) = (last.symbol, last.element + 1)
        } else {
            return false
        }
    }
    return pattern[symbol...].allSatisfy(isMany)
}
