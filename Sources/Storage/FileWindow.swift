import Glibc

/// The part of a file that is being looked at: one buffer that slides forward.
struct FileWindow: ~Copyable {
    private let file: Descriptor
    private(set) var buffer: [UInt8]
    /// What was read and is not consumed yet lies in `start..<end`.
    private(set) var start = 0
    private(set) var end = 0
    /// Offset in the file of `buffer[start]`.
    private(set) var offset: UInt64
    private(set) var atEnd = false

    init(_ file: consuming Descriptor, from offset: UInt64 = 0) throws(SystemError) {
        self.file = file
        self.offset = offset
        buffer = []
        // A small file needs no large buffer; room for a byte more lets its end be seen without growing.
        let left = Int(clamping: try self.file.status().size) - Int(clamping: offset)
        buffer = [UInt8](repeating: 0, count: min(1 << 18, max(1 << 12, left + 1)))
        if offset > 0 { try self.file.seek(to: offset) }
    }

    mutating func consume(_ count: Int) {
        start += count
        offset += UInt64(count)
    }

    /// Reads more behind what is there; the buffer grows when it is full of unconsumed bytes.
    mutating func fill() throws(SystemError) {
        slide()
        if end == buffer.count { buffer.append(contentsOf: [UInt8](repeating: 0, count: buffer.count)) }
        let room = end..<buffer.count
        let result: Result<Int, SystemError> = unsafe buffer.withUnsafeMutableBytes { pointer in
            do throws(SystemError) {
                return .success(try unsafe file.read(into: UnsafeMutableRawBufferPointer(rebasing: pointer[room])))
            } catch {
                return .failure(error)
            }
        }
        let got = try result.get()
        end += got
        atEnd = got == 0
    }

    private mutating func slide() {
        guard start > 0 else { return }
        let (from, kept) = (start, end - start)
        if kept > 0 {
            unsafe buffer.withUnsafeMutableBytes { pointer in
                guard let base = pointer.baseAddress else { return }
                unsafe memmove(base, base + from, kept)
            }
        }
        start = 0
        end = kept
    }

    /// Index in the buffer of the next line break at or after `index`.
    func newline(from index: Int) -> Int? { newline(from: index, to: end) }

    /// The same, looked for up to `end` only.
    func newline(from index: Int, to end: Int) -> Int? {
        guard index < end, end <= self.end else { return nil }
        return unsafe buffer.withUnsafeBufferPointer { pointer -> Int? in
            guard let base = pointer.baseAddress, let found = unsafe memchr(base + index, 0x0A, end - index) else {
                return nil
            }
            return unsafe UnsafeRawPointer(base).distance(to: found)
        }
    }

    func status() throws(SystemError) -> FileStatus { try file.status() }
}
