import Glibc

/// A system call that said no.
package struct ReceiverError: Error, CustomStringConvertible {
    package let call: String
    /// The errno.
    package let code: Int32

    /// Takes the errno of the call that just failed.
    init(_ call: String) {
        self.call = call
        code = errno
    }

    package var description: String { "\(call): error \(code)" }
}

/// An open file descriptor, closed with its owner.
struct Descriptor: ~Copyable {
    let number: Int32

    init(_ number: Int32, from call: String) throws(ReceiverError) {
        guard number >= 0 else { throw ReceiverError(call) }
        self.number = number
    }

    /// Takes over a descriptor that is known to be open.
    init(owning number: Int32) { self.number = number }

    deinit { close(number) }
}

/// What a non-blocking read or write came to.
enum Transferred {
    case bytes(Int)
    case wouldBlock
    /// The end of the stream or an error: the connection is of no more use.
    case over
}

extension Descriptor {
    /// A non-blocking listening socket on 127.0.0.1; port 0 takes any free one.
    static func listening(on port: UInt16) throws(ReceiverError) -> Descriptor {
        let listener = try Descriptor(socket(AF_INET, Int32(SOCK_STREAM.rawValue) | flags, 0), from: "socket")
        listener.set(SOL_SOCKET, SO_REUSEADDR, 1)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = unsafe withUnsafeBytes(of: &address) { bytes in
            unsafe bind(listener.number, bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self), size)
        }
        guard bound == 0 else { throw ReceiverError("bind") }
        guard listen(listener.number, SOMAXCONN) == 0 else { throw ReceiverError("listen") }
        return listener
    }

    private static var flags: Int32 { Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue) }

    /// The port that a listening socket was given.
    func port() -> UInt16 {
        var address = sockaddr_in()
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        unsafe withUnsafeMutableBytes(of: &address) { bytes in
            _ = unsafe getsockname(number, bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self), &size)
        }
        return UInt16(bigEndian: address.sin_port)
    }

    /// The next waiting connection; `nil` when there is none.
    func accepted() -> Descriptor? {
        guard let connection = try? Descriptor(accept(number, nil, nil), from: "accept") else { return nil }
        _ = fcntl(connection.number, F_SETFL, O_NONBLOCK)
        _ = fcntl(connection.number, F_SETFD, FD_CLOEXEC)
        connection.set(Int32(IPPROTO_TCP), TCP_NODELAY, 1)
        return connection
    }

    func receive(into buffer: inout [UInt8]) -> Transferred {
        let size = buffer.count
        return outcome(unsafe buffer.withUnsafeMutableBytes { unsafe recv(number, $0.baseAddress, size, 0) })
    }

    /// Writes `bytes[range]`; SIGPIPE never comes of it.
    func send(_ bytes: [UInt8], _ range: Range<Int>) -> Transferred {
        outcome(
            unsafe bytes.withUnsafeBytes { all in
                unsafe Glibc.send(
                    number,
                    all.baseAddress.map { unsafe $0 + range.lowerBound },
                    range.count,
                    Int32(MSG_NOSIGNAL)
                )
            }
        )
    }

    /// Makes the close that follows a reset (RST) instead of a farewell (FIN).
    func resetOnClose() {
        var linger = linger(l_onoff: 1, l_linger: 0)
        _ = unsafe setsockopt(number, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<linger>.size))
    }

    private func set(_ level: Int32, _ option: Int32, _ value: Int32) {
        var value = value
        _ = unsafe setsockopt(number, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
    }

    private func outcome(_ count: Int) -> Transferred {
        if count > 0 { return .bytes(count) }
        if count < 0, errno == EAGAIN || errno == EINTR { return .wouldBlock }
        return .over
    }
}

/// Two ends of a pipe: a byte put in wakes who waits for the other end, and says why.
struct Bell: ~Copyable {
    enum Call: UInt8 {
        case advance, stop
    }

    let reader: Descriptor
    private let writer: Descriptor

    init() throws(ReceiverError) {
        var ends: [Int32] = [-1, -1]
        guard unsafe pipe(&ends) == 0 else { throw ReceiverError("pipe") }
        reader = Descriptor(owning: ends[0])
        writer = Descriptor(owning: ends[1])
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    }

    func ring(_ call: Call) {
        var byte = call.rawValue
        _ = unsafe write(writer.number, &byte, 1)
    }

    /// The call that has come to a reader.
    static func call(at reader: Int32) -> Call? {
        var byte: UInt8 = 0
        return unsafe read(reader, &byte, 1) == 1 ? Call(rawValue: byte) : nil
    }
}
