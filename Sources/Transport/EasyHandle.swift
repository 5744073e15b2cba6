import CCurl
import Delivery

/// One libcurl transfer handle (libcurl-easy(3)), freed with its owner.
@safe
struct EasyHandle: ~Copyable {
    let pointer: UnsafeMutableRawPointer
    /// CURLOPT_ERRORBUFFER: libcurl writes here what went wrong.
    private let message: UnsafeMutablePointer<CChar>

    /// Traps when memory has run out.
    init() {
        guard let handle = unsafe curl_easy_init() else { preconditionFailure("curl_easy_init: out of memory") }
        unsafe pointer = handle
        unsafe message = .allocate(capacity: Int(CURL_ERROR_SIZE))
        unsafe message.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        unsafe set(CURLOPT_ERRORBUFFER, to: UnsafeMutableRawPointer(message))
    }

    deinit {
        unsafe curl_easy_cleanup(pointer)
        unsafe message.deallocate()
    }

    // curl_easy_setopt(3). Failures can only be an option that this libcurl lacks, or memory that has run out.

    @discardableResult
    func set(_ option: CURLoption, to value: Int) -> CURLcode {
        unsafe curl_easy_setopt_long(pointer, option, value)
    }

    /// Rounds up to a millisecond: 0 would mean "no limit".
    func set(_ option: CURLoption, to value: Duration) {
        let (seconds, attoseconds) = value.components
        set(option, to: Int(max(1, seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)))
    }

    @discardableResult
    func set(_ option: CURLoption, to text: String) -> CURLcode {
        unsafe curl_easy_setopt_text(pointer, option, text)
    }

    @discardableResult
    func set(_ option: CURLoption, to value: UnsafeMutableRawPointer?) -> CURLcode {
        unsafe curl_easy_setopt_pointer(pointer, option, value)
    }

    func set(_ option: CURLoption, to list: borrowing HeaderList) {
        unsafe curl_easy_setopt_list(pointer, option, list.first)
    }

    /// Copies the body (CURLOPT_COPYPOSTFIELDS(3), which wants the size first).
    func set(body: [UInt8]) {
        unsafe curl_easy_setopt_offset(pointer, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count))
        unsafe body.withUnsafeBytes { bytes in
            _ = unsafe set(CURLOPT_COPYPOSTFIELDS, to: UnsafeMutableRawPointer(mutating: bytes.baseAddress))
        }
    }

    /// How many bytes will be read (CURLOPT_INFILESIZE_LARGE(3)).
    func setUploadSize(_ bytes: Int) {
        unsafe curl_easy_setopt_offset(pointer, CURLOPT_INFILESIZE_LARGE, curl_off_t(bytes))
    }

    /// Does the whole transfer on this thread (curl_easy_perform(3)).
    func perform() -> CURLcode { unsafe curl_easy_perform(pointer) }

    // curl_easy_getinfo(3)

    func number(_ info: CURLINFO) -> Int {
        var value = 0
        unsafe curl_easy_getinfo_long(pointer, info, &value)
        return value
    }

    /// A time that libcurl counts in microseconds.
    func time(_ info: CURLINFO) -> Duration {
        var value: curl_off_t = 0
        unsafe curl_easy_getinfo_offset(pointer, info, &value)
        return .microseconds(Int64(value))
    }

    /// libcurl's words for a failure: the particular ones if it left any, else the general ones.
    func reason(for code: CURLcode) -> String {
        unsafe message.pointee == 0 ? generalReason(for: code) : String(cString: message)
    }

    func generalReason(for code: CURLcode) -> String {
        unsafe String(cString: curl_easy_strerror(code))
    }

    /// The headers of the answer, in order (curl_easy_nextheader(3)); those past `limit` bytes are left out.
    func headers(limit: Int) -> [Header] {
        var headers: [Header] = []
        var size = 0
        let lastRequest: Int32 = -1
        var next = unsafe curl_easy_nextheader(pointer, UInt32(CURLH_HEADER), lastRequest, nil)
        while let header = unsafe next {
            let name = unsafe String(cString: header.pointee.name)
            let value = unsafe String(cString: header.pointee.value)
            size += name.utf8.count + value.utf8.count
            guard size <= limit else { break }
            headers.append(Header(name, value))
            unsafe next = curl_easy_nextheader(pointer, UInt32(CURLH_HEADER), lastRequest, header)
        }
        return headers
    }
}
