import Delivery
import Testing
import Transport

/// Real certificates, shown by a real server.
@Suite(.enabled(if: TLSServer.isAvailable, "openssl and nginx are needed"))
struct CertificateTests {
    private let options = TransferOptions(timeout: .seconds(10), allowPrivate: true)

    private func send(to server: TLSServer, trusting authority: String?) throws -> Result<Response, TransferError> {
        var transport = try Transport(userAgent: "belfry-tests", network: NetworkSettings(caFile: authority))
        return transport.send(post("\(server.url)/secret"), options)
    }

    @Test func aCertificateOfATrustedAuthorityIsGood() throws {
        let server = try TLSServer()
        #expect(try send(to: server, trusting: server.authority).get().status == 204)
    }

    @Test func anAuthorityThatNobodyNamedIsNotTrusted() throws {
        let server = try TLSServer()
        let error = try #require(try send(to: server, trusting: nil).failure)
        #expect(error.failureClass == .tls)
        #expect(server.count == 0)
    }

    @Test(arguments: [TLSServer.Certificate.expired, .ofAnotherHost, .selfSigned])
    func `T43: a bad certificate is refused before anything is sent`(_ certificate: TLSServer.Certificate) throws {
        let server = try TLSServer(certificate)
        let authority = certificate == .selfSigned ? try TLSServer().authority : server.authority
        let error = try #require(try send(to: server, trusting: authority).failure)
        #expect(error.failureClass == .tls)
        #expect(!error.reason.contains("/secret"))
        #expect(server.count == 0)
        if certificate == .expired { #expect(error.reason.contains("expired")) }
    }

    @Test(arguments: [("TLSv1.3", true), ("TLSv1.2", true), ("TLSv1.1", false), ("TLSv1", false)])
    func `T43: nothing older than TLS 1.2 is spoken`(_ version: String, _ isSpoken: Bool) throws {
        let server = try TLSServer(protocols: version)
        let result = try send(to: server, trusting: server.authority)
        #expect(result.failure?.failureClass == (isSpoken ? nil : .tls))
        if !isSpoken { #expect(server.count == 0) }
    }

    @Test func aFileThatIsNoCertificateIsATLSFailure() throws {
        let server = try TLSServer()
        let error = try #require(try send(to: server, trusting: "/dev/null").failure)
        #expect(error.failureClass == .tls)
    }
}
