import Delivery
import Glibc
import Receiver
import Testing
import Transport

@Suite struct ProxyTests {
    let proxy: Receiver

    init() throws { proxy = try Receiver() }

    private func send(
        _ url: String,
        headers: [Header] = [],
        through proxy: String,
        _ options: TransferOptions = TransferOptions(timeout: .seconds(10), allowHTTP: true)
    ) throws -> Result<Response, TransferError> {
        var transport = try Transport(userAgent: "belfry-tests", network: NetworkSettings(proxy: proxy))
        return transport.send(post(url, headers: headers), options)
    }

    @Test func aPlainRequestIsHandedToTheProxyWhichResolvesTheName() throws {
        let response = try send("http://target.invalid/hook", through: proxy.url).get()
        #expect(response.status == 204)
        #expect(proxy.requests.map(\.path) == ["http://target.invalid/hook"])
        #expect(proxy.requests[0].header("Host") == "target.invalid")
    }

    @Test func anEncryptedRequestIsATunnelAndShowsTheProxyNothing() throws {
        proxy.script("target.invalid:443", [.answer(status: 403, headers: [("X-Proxy", "1")])])
        let result = try send("https://target.invalid/hook", headers: [Header("X-Token", "s3cret")], through: proxy.url)
        let error = try #require(result.failure)
        #expect(error.failureClass == .connect)
        #expect(error.reason.contains("403"))
        #expect(proxy.requests.map(\.method) == ["CONNECT"])
        #expect(proxy.requests[0].header("X-Token") == nil)
        #expect(proxy.requests[0].body.isEmpty)
    }

    @Test func theProxysPasswordGoesToTheProxyOnly() throws {
        let address = proxy.url.replacing("http://", with: "http://user:p%40ss@")
        _ = try send("http://target.invalid/hook", through: address).get()
        #expect(proxy.requests[0].header("Proxy-Authorization") == "Basic dXNlcjpwQHNz")
        #expect(proxy.requests[0].header("Authorization") == nil)
    }

    @Test func aProxyThatIsGoneIsTheNetworksFailure() throws {
        proxy.stop()
        let error = try #require(try send("http://target.invalid/secret", through: proxy.url).failure)
        #expect(error.failureClass == .connect)
        let unknown = try #require(try send("http://target.invalid/secret", through: "http://proxy.invalid:1").failure)
        #expect(unknown.failureClass == .dns)
        #expect(!error.reason.contains("secret") && !unknown.reason.contains("secret"))
    }

    @Test func `T54: the environment has no say in it`() async {
        await #expect(processExitsWith: .success) {
            let proxy = try Receiver()
            for name in ["no_proxy", "NO_PROXY"] { setenv(name, "*", 1) }
            for name in ["http_proxy", "ALL_PROXY"] { setenv(name, "http://127.0.0.1:1", 1) }
            var transport = try Transport(userAgent: "belfry-tests", network: NetworkSettings(proxy: proxy.url))
            let options = TransferOptions(timeout: .seconds(10), allowHTTP: true)
            guard try transport.send(post("http://target.invalid/hook"), options).get().status == 204, proxy.count == 1
            else { exit(1) }
        }
    }
}
