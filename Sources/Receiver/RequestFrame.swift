/// Where the parts of one HTTP/1.1 request stand in a buffer (RFC 9112).
///
/// Only ranges: a request that nobody keeps costs no text.
struct RequestFrame {
    var method = 0..<0
    var target = 0..<0
    /// The header lines, without the empty line behind them.
    var fields = 0..<0
    var body = 0..<0
    /// The peer closes, or expects us to close, after the answer.
    var isLast = false
    var expectsContinue = false

    enum Reading {
        case complete(RequestFrame)
        /// More bytes must come first; with the frame once the headers are there.
        case incomplete(RequestFrame?)
        /// Not HTTP/1.x, or framed in a way that is not understood (chunked).
        case malformed
    }

    /// Reads the request that begins at `start`.
    static func read(_ buffer: [UInt8], from start: Int) -> Reading {
        // No method begins with a control character; a TLS handshake does, and waits for its answer.
        guard start >= buffer.count || buffer[start] > 0x20 else { return .malformed }
        guard let lineEnd = endOfLine(buffer, from: start) else { return .incomplete(nil) }
        var frame = RequestFrame()
        guard frame.readRequestLine(buffer, start..<lineEnd) else { return .malformed }
        var length = 0
        var line = lineEnd + 2
        while true {
            guard let end = endOfLine(buffer, from: line) else { return .incomplete(nil) }
            if end == line { break }
            guard frame.readField(buffer, line..<end, length: &length) else { return .malformed }
            line = end + 2
        }
        frame.fields = (lineEnd + 2)..<line
        let bodyStart = line + 2
        frame.body = bodyStart..<(bodyStart + length)
        return frame.body.upperBound <= buffer.count ? .complete(frame) : .incomplete(frame)
    }

    /// Copies the request out of the buffer.
    func request(in buffer: [UInt8], connection: Int) -> ReceivedRequest {
        var headers: [(name: String, value: String)] = []
        var line = fields.lowerBound
        while line < fields.upperBound, let end = endOfLine(buffer, from: line) {
            let colon = buffer[line..<end].firstIndex(of: UInt8(ascii: ":")) ?? end
            let value = buffer[min(colon + 1, end)..<end].drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
            headers.append(
                (String(decoding: buffer[line..<colon], as: UTF8.self), String(decoding: value, as: UTF8.self))
            )
            line = end + 2
        }
        return ReceivedRequest(
            method: String(decoding: buffer[method], as: UTF8.self),
            path: String(decoding: buffer[target], as: UTF8.self),
            headers: headers,
            body: Array(buffer[body]),
            connection: connection
        )
    }

    /// The target without its query.
    func route(in buffer: [UInt8]) -> String {
        String(decoding: buffer[target].prefix { $0 != UInt8(ascii: "?") }, as: UTF8.self)
    }

    private mutating func readRequestLine(_ buffer: [UInt8], _ line: Range<Int>) -> Bool {
        let space = UInt8(ascii: " ")
        guard let first = buffer[line].firstIndex(of: space), let last = buffer[line].lastIndex(of: space),
            first < last, buffer[(last + 1)..<line.upperBound].starts(with: "HTTP/1.".utf8)
        else { return false }
        method = line.lowerBound..<first
        target = (first + 1)..<last
        isLast = buffer[line.upperBound - 1] == UInt8(ascii: "0")
        return true
    }

    private mutating func readField(_ buffer: [UInt8], _ line: Range<Int>, length: inout Int) -> Bool {
        guard let colon = buffer[line].firstIndex(of: UInt8(ascii: ":")) else { return false }
        let name = line.lowerBound..<colon
        let value = (colon + 1)..<line.upperBound
        // Most names fall by their length alone.
        switch name.count {
        case 14 where isSame(buffer[name], "content-length"):
            guard let number = Int(String(decoding: trimmed(buffer[value]), as: UTF8.self)), number >= 0 else {
                return false
            }
            length = number
        case 17 where isSame(buffer[name], "transfer-encoding"): return false
        case 10 where isSame(buffer[name], "connection") && isSame(trimmed(buffer[value]), "close"): isLast = true
        case 6 where isSame(buffer[name], "expect") && isSame(trimmed(buffer[value]), "100-continue"):
            expectsContinue = true
        default: break
        }
        return true
    }
}

/// The index of the CR of the next CR LF.
private func endOfLine(_ buffer: [UInt8], from start: Int) -> Int? {
    var index = start
    while index + 1 < buffer.count {
        if buffer[index] == 0x0D, buffer[index + 1] == 0x0A { return index }
        index += 1
    }
    return nil
}

private func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var bytes = bytes
    while let first = bytes.first, first == 0x20 || first == 0x09 { bytes.removeFirst() }
    while let last = bytes.last, last == 0x20 || last == 0x09 { bytes.removeLast() }
    return bytes
}

/// Whether the bytes spell a word given in lower case, whatever their case.
private func isSame(_ bytes: ArraySlice<UInt8>, _ word: StaticString) -> Bool {
    guard bytes.count == word.utf8CodeUnitCount else { return false }
    return word.withUTF8Buffer { letters in
        unsafe zip(bytes, letters).allSatisfy { byte, letter in
            byte == letter || (byte | 0x20 == letter && byte >= 0x41 && byte <= 0x5A)
        }
    }
}
