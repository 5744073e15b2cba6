import Glibc

/// Files as plainly as the system has them: what Belfry's own file handling is measured against.
enum Disk {
    static func makeFolder(_ path: String) throws {
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw Trouble("mkdir \(path)") }
    }

    static func remove(_ path: String) throws { _ = try Program("rm", ["-rf", path]) }

    /// Makes everything written so far durable: what one writes is not to be paid by the next.
    static func settle() { sync() }

    static func write(_ bytes: [UInt8], to path: String) throws {
        let file = try open(path, O_WRONLY | O_CREAT | O_TRUNC)
        defer { close(file) }
        try write(bytes[...], to: file)
    }

    static func write(_ bytes: ArraySlice<UInt8>, to file: Int32) throws {
        try bytes.withUnsafeBytes { buffer in
            var written = 0
            while written < buffer.count {
                let count = Glibc.write(file, buffer.baseAddress?.advanced(by: written), buffer.count - written)
                guard count > 0 else { throw Trouble("write") }
                written += count
            }
        }
    }

    static func open(_ path: String, _ flags: Int32) throws -> Int32 {
        let file = Glibc.open(path, flags | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw Trouble("open \(path)") }
        return file
    }

    static func read(_ path: String) throws -> [UInt8] {
        var bytes: [UInt8] = []
        try forEachPiece(of: path) { bytes += $0 }
        return bytes
    }

    /// Reads a file in pieces of a megabyte.
    static func forEachPiece(of path: String, _ body: (ArraySlice<UInt8>) throws -> Void) throws {
        let file = try open(path, O_RDONLY)
        defer { close(file) }
        var piece = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let count = piece.withUnsafeMutableBytes { Glibc.read(file, $0.baseAddress, $0.count) }
            guard count >= 0 else { throw Trouble("read \(path)") }
            guard count > 0 else { return }
            try body(piece[..<count])
        }
    }

    /// Copies a file and waits until it is on the disk.
    static func copy(_ path: String, to target: String) throws {
        let file = try open(target, O_WRONLY | O_CREAT | O_TRUNC)
        defer { close(file) }
        try forEachPiece(of: path) { try write($0, to: file) }
        guard fsync(file) == 0 else { throw Trouble("fsync \(target)") }
    }

    /// Line breaks of a file.
    static func countLines(_ path: String) throws -> Int {
        var lines = 0
        try forEachPiece(of: path) { piece in
            piece.withUnsafeBytes { buffer in
                guard var next = buffer.baseAddress else { return }
                let end = next + buffer.count
                while let found = memchr(next, 0x0A, end - next) {
                    lines += 1
                    next = UnsafeRawPointer(found) + 1
                }
            }
        }
        return lines
    }
}
