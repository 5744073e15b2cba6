import CCurl

// What libcurl calls while a mail is sent, on the thread of that mail.

extension EasyHandle {
    /// The session must live as long as the handle.
    func setSMTPCallbacks(owner: UnsafeMutableRawPointer) {
        unsafe curl_easy_setopt_write(pointer, CURLOPT_HEADERFUNCTION, hearLine)
        unsafe set(CURLOPT_HEADERDATA, to: owner)
        // Nothing comes as a body; by default libcurl would print it.
        unsafe curl_easy_setopt_write(pointer, CURLOPT_WRITEFUNCTION, hearLine)
        unsafe set(CURLOPT_WRITEDATA, to: owner)
        unsafe curl_easy_setopt_read(pointer, CURLOPT_READFUNCTION, readMessage)
        unsafe set(CURLOPT_READDATA, to: owner)
        unsafe curl_easy_setopt_prereq(pointer, CURLOPT_PREREQFUNCTION, beforeMail)
        unsafe set(CURLOPT_PREREQDATA, to: owner)
        unsafe curl_easy_setopt_progress(pointer, CURLOPT_XFERINFOFUNCTION, whileWaiting)
        unsafe set(CURLOPT_XFERINFODATA, to: owner)
    }
}

private func session(_ owner: UnsafeMutableRawPointer?) -> SMTPSession? {
    unsafe owner.map { unsafe Unmanaged<SMTPSession>.fromOpaque($0).takeUnretainedValue() }
}

/// CURLOPT_HEADERFUNCTION(3): a line of the server's.
private func hearLine(
    _ bytes: UnsafeMutablePointer<CChar>?,
    _ one: Int,
    _ count: Int,
    _ owner: UnsafeMutableRawPointer?
) -> Int {
    guard let bytes = unsafe bytes, let session = unsafe session(owner) else { return 0 }
    let line = unsafe UnsafeRawBufferPointer(start: bytes, count: one * count).assumingMemoryBound(to: UInt8.self)
    return unsafe session.hear(line) ? one * count : 0
}

/// CURLOPT_READFUNCTION(3): the next bytes of the message.
private func readMessage(
    _ buffer: UnsafeMutablePointer<CChar>?,
    _ one: Int,
    _ count: Int,
    _ owner: UnsafeMutableRawPointer?
) -> Int {
    guard let buffer = unsafe buffer, let session = unsafe session(owner) else { return Int(CURL_READFUNC_ABORT) }
    return unsafe session.read(into: UnsafeMutableRawBufferPointer(start: buffer, count: one * count))
}

/// CURLOPT_PREREQFUNCTION(3): connected, with TLS and login done where they are to be.
private func beforeMail(
    _ owner: UnsafeMutableRawPointer?,
    _ peer: UnsafeMutablePointer<CChar>?,
    _ local: UnsafeMutablePointer<CChar>?,
    _ peerPort: Int32,
    _ localPort: Int32
) -> Int32 {
    guard let peer = unsafe peer, let session = unsafe session(owner) else { return CURL_PREREQFUNC_ABORT }
    return unsafe session.mayBegin(with: peer) ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
}

/// CURLOPT_XFERINFOFUNCTION(3): anything but 0 ends the transfer.
private func whileWaiting(
    _ owner: UnsafeMutableRawPointer?,
    _ toReceive: curl_off_t,
    _ received: curl_off_t,
    _ toSend: curl_off_t,
    _ sent: curl_off_t
) -> Int32 {
    unsafe session(owner)?.mayGoOn() ?? true ? 0 : 1
}
