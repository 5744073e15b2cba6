import Delivery
import Testing

@Suite struct AddressRangeTests {
    @Test(arguments: [
        ("::1", "0:0:0:0:0:0:0:1"), ("::", "0:0:0:0:0:0:0:0"), ("1::", "1:0:0:0:0:0:0:0"),
        ("2001:DB8::a:b", "2001:db8:0:0:0:0:a:b"), ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"),
        ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"), ("::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8"),
        ("1:2:3:4:5:6:1.2.3.4", "1:2:3:4:5:6:102:304"), ("::ffff:1.2.3.4", "1.2.3.4"), ("::ffff:102:304", "1.2.3.4"),
        ("255.255.255.255", "255.255.255.255"), ("0.0.0.0", "0.0.0.0"),
    ])
    func anAddressIsReadInEverySpelling(_ text: String, _ printed: String) throws {
        #expect(try #require(IPAddress(text)).description == printed)
    }

    @Test(arguments: [
        "", " ", ".", ":", ":::", "1", "1.2.3", "1.2.3.4.5", "1.2.3.256", "1.2.3.-1", "1.2.3.+1", "01.2.3.4",
        "1.2.3.4 ",
        "0x7f.0.0.1", "1..2.3", "1.2.3.", "::1::", "1::2::3", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8::",
        ":1:2:3:4:5:6:7", "1:2:3:4:5:6:7:", "12345::", "g::", "+1::", "-1::", "fe80::1%eth0", "1.2.3.4::",
        "::1.2.3", "::1.2.3.4:5", "[::1]", "localhost", "١.2.3.4",
    ])
    func whatIsNoAddressIsNotRead(_ text: String) {
        #expect(IPAddress(text) == nil)
        #expect(AddressRange(text) == nil)
    }

    @Test(arguments: [
        ("10.0.0.0/8", ["10.0.0.0", "10.255.255.255", "::ffff:10.1.1.1"], ["9.255.255.255", "11.0.0.0"]),
        ("192.0.2.7", ["192.0.2.7"], ["192.0.2.6", "192.0.2.8"]),
        ("0.0.0.0/0", ["1.2.3.4", "255.255.255.255"], ["::1", "2001:db8::1"]),
        ("fc00::/7", ["fc00::", "fdff:ffff::1"], ["fbff::1", "fe00::1"]),
        ("::1/128", ["::1"], ["::2", "0.0.0.1"]),
        ("::/0", ["::1", "2001:db8::1"], ["1.2.3.4"]),
    ])
    func aRangeHoldsItsAddressesAndNoOthers(_ text: String, _ inside: [String], _ outside: [String]) throws {
        let range = try #require(AddressRange(text))
        for address in inside { #expect(range.contains(try #require(IPAddress(address))), "\(address)") }
        for address in outside { #expect(!range.contains(try #require(IPAddress(address))), "\(address)") }
    }

    @Test(arguments: [
        "10.0.0.0/", "/8", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0.0/08", "10.0.0.0/8/8", "10.0.0.1/8",
        "::/129", "::1/64", "fc00::1/7", "10.0.0.0/a", "10.0.0.0 /8", "10/8",
    ])
    func whatIsNoRangeIsNotRead(_ text: String) {
        #expect(AddressRange(text) == nil)
    }
}
