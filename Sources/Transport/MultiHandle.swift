import CCurl
import Glibc

/// libcurl's set of transfers that run together (libcurl-multi(3)): connections and the DNS cache are shared in it.
@safe
struct MultiHandle: ~Copyable {
    private let pointer: UnsafeMutableRawPointer

    init() throws(TransportError) {
        guard let multi = unsafe curl_multi_init() else { throw .unavailable }
        unsafe pointer = multi
    }

    /// All handles must have been removed.
    deinit { unsafe curl_multi_cleanup(pointer) }

    func set(_ option: CURLMoption, to value: Int) {
        unsafe curl_multi_setopt_long(pointer, option, value)
    }

    func add(_ handle: borrowing EasyHandle) {
        let code = unsafe curl_multi_add_handle(pointer, handle.pointer)
        precondition(code == CURLM_OK, "curl_multi_add_handle: \(code.rawValue)")
    }

    func remove(_ handle: borrowing EasyHandle) {
        unsafe curl_multi_remove_handle(pointer, handle.pointer)
    }

    /// Does what can be done without waiting (curl_multi_perform(3)).
    func perform() {
        var running: Int32 = 0
        unsafe curl_multi_perform(pointer, &running)
    }

    /// Waits for the sockets of the transfers and some more descriptors (curl_multi_poll(3)).
    ///
    /// - Parameters:
    ///   - pause: The longest time to wait.
    ///   - descriptors: Watched for something to read.
    /// - Returns: Whether the first of them has something to read; `false` where it is `nil`.
    func wait(atMost pause: Duration, alsoWatching descriptors: Int32?...) -> Bool {
        let (seconds, attoseconds) = pause.components
        let milliseconds = Int32(
            clamping: max(0, seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
        )
        var watched = descriptors.compactMap { $0 }.map {
            curl_waitfd(fd: $0, events: Int16(CURL_WAIT_POLLIN), revents: 0)
        }
        let code = unsafe curl_multi_poll(pointer, &watched, UInt32(watched.count), milliseconds, nil)
        // The system is short of memory: whoever asks again at once would make it worse.
        if code != CURLM_OK { usleep(10_000) }
        return descriptors.first != .some(nil) && watched.first?.revents != 0
    }

    /// The next transfer that has ended: what `CURLOPT_PRIVATE` was set to, and libcurl's verdict.
    func nextEnded() -> Ended? {
        var left: Int32 = 0
        while let message = unsafe curl_multi_info_read(pointer, &left) {
            guard unsafe message.pointee.msg == CURLMSG_DONE else { continue }
            var mark: UnsafeMutableRawPointer?
            unsafe curl_easy_getinfo_pointer(message.pointee.easy_handle, CURLINFO_PRIVATE, &mark)
            return unsafe Ended(mark: Int(bitPattern: mark), code: message.pointee.data.result)
        }
        return nil
    }

    struct Ended {
        let mark: Int
        let code: CURLcode
    }
}
