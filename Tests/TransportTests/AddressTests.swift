import Delivery
import Glibc
import Receiver
import Testing
import Transport

@Suite struct AddressTests {
    let receiver: Receiver
    /// Plain HTTP is allowed, loopback is not.
    let strict = TransferOptions(timeout: .seconds(10), allowHTTP: true)

    init() throws { receiver = try Receiver() }

    @Test(arguments: [
        "127.0.0.1", "127.1", "2130706433", "0x7f.1", "0177.0.0.1", "0", "localhost", "[::ffff:127.0.0.1]", "[::1]",
        "0x7f000001", "017700000001", "[::]", "[::127.0.0.1]", "[0:0:0:0:0:ffff:7f00:1]",
    ])
    func `T42: loopback is refused however it is spelt`(_ host: String) throws {
        let error = try #require(try send(post("http://\(host):\(receiver.port)/secret"), strict).failure)
        #expect(error.failureClass == .blockedAddress)
        #expect(error.reason.contains("not allowed"))
        #expect(receiver.count == 0)
    }

    /// libcurl makes ASCII of them where the process has a locale: then the address is refused.
    @Test(arguments: ["①②⑦.⓪.⓪.①", "127。0。0。1", "１２７.０.０.１", "ⓛocalhost"])
    func loopbackInOtherLettersIsReachedByNobody(_ host: String) throws {
        let error = try #require(try send(post("http://\(host):\(receiver.port)/secret"), strict).failure)
        #expect([.blockedAddress, .protocol, .dns].contains(error.failureClass))
        #expect(receiver.count == 0)
    }

    @Test func anExceptionAdmitsItsRangeOnly() throws {
        var options = strict
        for (range, isAllowed) in [("127.0.0.0/8", true), ("127.0.0.1", true), ("127.0.0.2", false), ("::/0", false)] {
            let exception = try #require(AddressRange(range))
            options.addresses = AddressPolicy(allowPrivate: false, exceptions: [exception])
            let result = try send(post(receiver.url), options)
            #expect((result.failure == nil) == isAllowed, "\(range)")
        }
    }

    @Test func aKeptConnectionIsNoWayAroundTheRefusal() throws {
        var transport = try Transport(userAgent: "belfry-tests")
        _ = try transport.send(post("\(receiver.url)/allowed")).get()
        let error = try #require(transport.send(post("\(receiver.url)/refused"), strict).failure)
        #expect(error.failureClass == .blockedAddress)
        #expect(receiver.requests.map(\.path) == ["/allowed"])
        #expect(try transport.send(post("\(receiver.url)/again")).get().status == 204)
    }

    @Test func `T54: a proxy of the environment is ignored`() async {
        // In a process of its own: the environment belongs to all tests.
        await #expect(processExitsWith: .success) {
            let proxy = try Receiver()
            let target = try Receiver()
            for name in ["http_proxy", "HTTP_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"] {
                setenv(name, proxy.url, 1)
            }
            let response = try send(post("\(target.url)/hook")).get()
            guard response.status == 204, proxy.count == 0, target.count == 1 else { exit(1) }
        }
    }

    @Test(arguments: [
        "0.0.0.0", "0.1.2.3", "10.0.0.1", "10.255.255.255", "100.64.0.1", "100.127.255.255", "127.0.0.1",
        "127.255.255.254", "169.254.0.1", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.1", "192.0.2.1",
        "192.88.99.1", "192.168.0.1", "198.18.0.1", "198.19.255.255", "198.51.100.1", "203.0.113.1", "224.0.0.1",
        "239.255.255.255", "240.0.0.1", "255.255.255.255", "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1",
        "::ffff:10.0.0.1", "::ffff:a9fe:a9fe", "64:ff9b::7f00:1", "64:ff9b:1::1", "100::1", "2001:db8::1",
        "2001::7f00:1", "2002:7f00:1::", "3fff::1", "3fff:fff::1", "5f00::1", "fc00::1", "fd12:3456:789a::1", "fe80::1",
        "febf::1",
        "fec0::1", "ff02::1",
    ])
    func `T42: an address that is not public is refused`(_ text: String) throws {
        let address = try #require(IPAddress(text))
        #expect(!AddressPolicy(allowPrivate: false, exceptions: []).allows(address))
        #expect(AddressPolicy(allowPrivate: true, exceptions: []).allows(address))
    }

    @Test(arguments: [
        "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255",
        "128.0.0.0", "169.253.255.255", "172.15.255.255", "172.32.0.0", "192.0.1.1", "192.0.3.0", "192.167.255.255",
        "198.17.255.255", "198.20.0.0", "223.255.255.255", "::ffff:1.1.1.1", "2001:4860:4860::8888", "2606:4700::1111",
        "2001:db9::1", "2003::1", "64:ff9b:2::1", "100:0:0:1::1",
    ])
    func aPublicAddressIsAllowed(_ text: String) throws {
        let address = try #require(IPAddress(text))
        #expect(AddressPolicy(allowPrivate: false, exceptions: []).allows(address))
    }
}
