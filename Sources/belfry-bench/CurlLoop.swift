import CCurl

/// libcurl's multi interface with nothing around it: as many transfers at once as there are handles, connections kept.
enum CurlLoop {
    static func post(_ count: Int, to url: String, atOnce: Int) throws {
        guard let multi = curl_multi_init() else { throw Trouble(what: "curl_multi_init failed") }
        var slots: [Slot] = []
        var ended = 0
        var started = 0
        var events = EventText(projects: 1)
        while started < min(atOnce, count) {
            slots.append(try Slot(url, mark: slots.count))
            slots[started].load(started, &events)
            curl_multi_add_handle(multi, slots[started].handle)
            started += 1
        }
        var running: Int32 = 0
        while ended < count {
            curl_multi_perform(multi, &running)
            var left: Int32 = 0
            var hasEnded = false
            while let message = curl_multi_info_read(multi, &left) {
                guard message.pointee.msg == CURLMSG_DONE else { continue }
                let code = message.pointee.data.result
                guard code == CURLE_OK else { throw Trouble(what: String(cString: curl_easy_strerror(code))) }
                var mark: UnsafeMutableRawPointer?
                curl_easy_getinfo_pointer(message.pointee.easy_handle, CURLINFO_PRIVATE, &mark)
                let slot = Int(bitPattern: mark)
                ended += 1
                hasEnded = true
                curl_multi_remove_handle(multi, slots[slot].handle)
                guard started < count else { continue }
                slots[slot].load(started, &events)
                curl_multi_add_handle(multi, slots[slot].handle)
                started += 1
            }
            if !hasEnded { curl_multi_poll(multi, nil, 0, 1000, nil) }
        }
        for slot in slots { slot.free() }
        curl_multi_cleanup(multi)
    }

    private struct Slot {
        let handle: UnsafeMutableRawPointer
        private var headers: UnsafeMutablePointer<curl_slist>?
        private var body: [UInt8] = []

        init(_ url: String, mark: Int) throws {
            guard let handle = curl_easy_init() else { throw Trouble(what: "curl_easy_init failed") }
            self.handle = handle
            curl_easy_setopt_text(handle, CURLOPT_URL, url)
            curl_easy_setopt_text(handle, CURLOPT_USERAGENT, "Belfry/bench")
            curl_easy_setopt_pointer(handle, CURLOPT_PRIVATE, UnsafeMutableRawPointer(bitPattern: mark))
            curl_easy_setopt_long(handle, CURLOPT_NOSIGNAL, 1)
        }

        /// The next request: another body, and the headers that a delivery has.
        mutating func load(_ number: Int, _ events: inout EventText) {
            body.removeAll(keepingCapacity: true)
            body.append(contentsOf: #"{"event":"build:failure","data":"#.utf8)
            events.appendData(to: &body)
            body.append(UInt8(ascii: "}"))
            curl_easy_setopt_offset(handle, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count))
            body.withUnsafeBytes { bytes in
                _ = curl_easy_setopt_pointer(
                    handle,
                    CURLOPT_COPYPOSTFIELDS,
                    UnsafeMutableRawPointer(mutating: bytes.baseAddress)
                )
            }
            curl_slist_free_all(headers)
            headers = nil
            let id = EventText.id(number)
            for header in [
                "Content-Type: application/json", "Notification-Integration-Id: hook",
                "Notification-Integration-Name: Hook", "Notification-Integration-Event-Id: \(id)",
                "Notification-Integration-Event-Type: build:failure", "Idempotency-Key: \(id)-hook", "Expect:",
            ] { headers = curl_slist_append(headers, header) }
            curl_easy_setopt_list(handle, CURLOPT_HTTPHEADER, headers)
        }

        func free() {
            curl_easy_cleanup(handle)
            curl_slist_free_all(headers)
        }
    }
}
