import TestSupport
import Testing

@testable import Storage

@Suite struct LineReaderTests {
    private struct Read: Equatable {
        var text: String
        var offset: UInt64
        var length: UInt64
        var isTooLong = false
    }

    private func lines(_ text: String, from offset: UInt64 = 0, longest: Int = 64 << 20) throws -> [Read] {
        let directory = try TemporaryDirectory()
        try directory.write(text, to: "file")
        let folder = try Folder(directory.path)
        var reader = try LineReader(try folder.open("file"), from: offset, longestLine: longest)
        var lines: [Read] = []
        while let line = try reader.next() {
            lines.append(
                Read(
                    text: String(decoding: reader.buffer[line.range], as: UTF8.self),
                    offset: line.offset,
                    length: line.length,
                    isTooLong: line.isTooLong
                )
            )
        }
        return lines
    }

    @Test func linesAreReadWithTheirPlaces() throws {
        #expect(try lines("").isEmpty)
        #expect(try lines("\n") == [Read(text: "", offset: 0, length: 0)])
        #expect(
            try lines("a\n\nbc\r\nd") == [
                Read(text: "a", offset: 0, length: 1), Read(text: "", offset: 2, length: 0),
                Read(text: "bc\r", offset: 3, length: 3), Read(text: "d", offset: 7, length: 1),
            ]
        )
        #expect(try lines("ab\ncd\n", from: 3) == [Read(text: "cd", offset: 3, length: 2)])
        #expect(try lines("ab\n", from: 3).isEmpty)
        #expect(try lines("ab\n", from: 99).isEmpty)
    }

    /// A file is read in pieces of 256 KiB: breaks and ends fall before, on and behind a border.
    @Test(arguments: [(1 << 18) - 2, (1 << 18) - 1, 1 << 18, (1 << 18) + 1, (1 << 19) + 3])
    func aLineMayCrossAnyBorder(_ count: Int) throws {
        let long = String(repeating: "x", count: count)
        #expect(
            try lines("a\n\(long)\nz") == [
                Read(text: "a", offset: 0, length: 1), Read(text: long, offset: 2, length: UInt64(count)),
                Read(text: "z", offset: UInt64(count) + 3, length: 1),
            ]
        )
        #expect(try lines(long) == [Read(text: long, offset: 0, length: UInt64(count))])
    }

    @Test(arguments: [11, 12, 1 << 18, (1 << 19) + 3])
    func aLineThatIsTooLongIsToldByItsLengthOnly(_ count: Int) throws {
        let long = String(repeating: "x", count: count)
        let tooLong = Read(text: "", offset: 11, length: UInt64(count), isTooLong: true)
        let ten = Read(text: "0123456789", offset: 0, length: 10)
        #expect(
            try lines("0123456789\n\(long)\nz\n", longest: 10) == [
                ten, tooLong, Read(text: "z", offset: UInt64(count) + 12, length: 1),
            ]
        )
        #expect(try lines("0123456789\n\(long)", longest: 10) == [ten, tooLong])
    }
}
