/// What a peer is still to be sent.
struct Output {
    private var bytes: [UInt8] = []
    private var written = 0

    var count: Int { bytes.count }

    mutating func append(_ byte: UInt8) { bytes.append(byte) }

    static func += (output: inout Output, bytes: some Sequence<UInt8>) { output.bytes += bytes }

    /// Hands the output to the kernel; what does not fit waits for the peer.
    mutating func flush(to socket: borrowing Descriptor, then next: ConnectionStep) -> ConnectionStep {
        while written < bytes.count {
            switch socket.send(bytes, written..<bytes.count) {
            case .bytes(let count): written += count
            case .wouldBlock: return .wait(forWriting: true)
            case .over: return .close
            }
        }
        bytes.removeAll(keepingCapacity: true)
        written = 0
        return next
    }
}
