import CLinux
import Glibc

/// The two ends of a new pipe(7), which no program that is started inherits; closed with their owner.
struct Pipe: ~Copyable {
    private(set) var reading: Int32
    private(set) var writing: Int32

    /// `nil` when the system has no descriptors left: errno tells.
    init?() {
        var ends: [Int32] = [-1, -1]
        guard unsafe pipe2(&ends, O_CLOEXEC) == 0 else { return nil }
        (reading, writing) = (ends[0], ends[1])
    }

    deinit {
        for end in [reading, writing] where end >= 0 { close(end) }
    }

    /// Hands an end over to somebody who closes it.
    mutating func takeReading() -> Int32 {
        defer { reading = -1 }
        return reading
    }

    mutating func takeWriting() -> Int32 {
        defer { writing = -1 }
        return writing
    }
}
