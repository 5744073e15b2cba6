import Events
import JSON

/// What a spool file holds, one after another.
enum EventFileItem {
    /// An event; its text is `buffer[range]`, and it points into exactly that part.
    case event(SpooledEvent, range: Range<Int>, line: Int)
    /// Something that is not one.
    case bad(BadPart)
}

/// A part of a spool file that is not an event: where it stands and why.
struct BadPart: Sendable {
    let range: Range<UInt64>
    let line: Int
    let column: Int
    let message: String
}

/// Why a text is not an event; the offset counts from its beginning.
struct Unreadable: Error {
    let offset: Int
    let message: String
    var isIncomplete = false
}

/// Scans one text that must be one event and nothing else but spaces.
struct EventScanner {
    var tape = JSONTape()
    let dialect: JSONDialect

    init(_ limits: IntakeLimits) {
        dialect = JSONDialect(lineComments: false, maximumDepth: limits.depth)
    }

    /// The event at the beginning of a text and where it ends.
    mutating func scan(_ text: Span<UInt8>) -> Result<(SpooledEvent, end: Int), Unreadable> {
        let end: Int
        do throws(JSONError) {
            end = try tape.scan(text, dialect: dialect)
        } catch {
            return .failure(Unreadable(offset: error.offset, message: error.message, isIncomplete: error.isIncomplete))
        }
        do throws(SpooledEvent.Problem) {
            return .success((try SpooledEvent(tape, in: text), end: end))
        } catch {
            return .failure(Unreadable(offset: error.offset, message: error.message))
        }
    }

    /// The end of the value that was scanned last, also when it is no event.
    var valueEnd: Int { tape.tokens.first.map { Int($0.end) } ?? 0 }
}

func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D || byte == 0x0A }
