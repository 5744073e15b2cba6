import Foundation
import Glibc
import TestSupport

/// An nginx on loopback that answers every request with 204 and shows a certificate of one kind.
///
/// A class because it is one process: its last holder ends it.
final class TLSServer {
    enum Certificate: String, CaseIterable {
        case good, expired, selfSigned
        case ofAnotherHost = "another host"
    }

    static let isAvailable = hasTool("openssl") && hasTool("nginx")

    private let folder: TemporaryDirectory
    let port: UInt16

    /// The certificate of the authority that signed the server's, unless that signed itself.
    var authority: String { folder.path("authority.pem") }
    var url: String { "https://127.0.0.1:\(port)" }
    /// How many requests came through.
    var count: Int { (try? folder.read("access.log").split(separator: "\n").count) ?? 0 }

    init(_ certificate: Certificate = .good, protocols: String = "TLSv1.2 TLSv1.3") throws {
        folder = try TemporaryDirectory()
        port = try TLSServer.freePort()
        try makeCertificates(certificate)
        try folder.write(configuration(protocols), to: "nginx.conf")
        // It returns once it listens.
        let words = ["nginx", "-p", folder.path, "-e", folder.path("error.log"), "-c", folder.path("nginx.conf")]
        try runTool(words, in: folder.path)
    }

    deinit {
        guard let text = try? folder.read("pid"), let process = pid_t(text.trimmingCharacters(in: .newlines)) else {
            return
        }
        kill(process, SIGKILL)
    }

    private func makeCertificates(_ certificate: Certificate) throws {
        let key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=belfry-tests"]
        let host = certificate == .ofAnotherHost ? "DNS:other.example" : "IP:127.0.0.1"
        let name = ["-addext", "subjectAltName=" + host]
        if certificate == .selfSigned {
            try openssl(["req", "-x509", "-days", "2", "-keyout", "server.key", "-out", "server.pem"] + key + name)
            return
        }
        try openssl(["req", "-x509", "-days", "2", "-keyout", "authority.key", "-out", "authority.pem"] + key)
        try openssl(["req", "-keyout", "server.key", "-out", "server.csr"] + key + name)
        try openssl([
            "x509", "-req", "-in", "server.csr", "-CA", "authority.pem", "-CAkey", "authority.key", "-copy_extensions",
            "copy", "-days", certificate == .expired ? "-1" : "2", "-out", "server.pem",
        ])
    }

    private func openssl(_ arguments: [String]) throws { try runTool(["openssl"] + arguments, in: folder.path) }

    private func configuration(_ protocols: String) -> String {
        """
        pid pid;
        master_process off;
        events {}
        http {
            access_log access.log;
            client_body_temp_path body;
            proxy_temp_path proxy;
            fastcgi_temp_path fastcgi;
            uwsgi_temp_path uwsgi;
            scgi_temp_path scgi;
            server {
                listen 127.0.0.1:\(port) ssl;
                ssl_certificate server.pem;
                ssl_certificate_key server.key;
                ssl_protocols \(protocols);
                ssl_ciphers ALL:@SECLEVEL=0;
                location / { return 204; }
            }
        }

        """
    }

    /// A port that nobody had a moment ago: nginx cannot be asked to choose one.
    private static func freePort() throws -> UInt16 {
        let probe = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(probe) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let code = withUnsafeMutableBytes(of: &address) { bytes in
            let pointer = bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self)
            return bind(probe, pointer, size) | getsockname(probe, pointer, &size)
        }
        guard code == 0 else { throw ToolError(tool: "bind", status: errno) }
        return UInt16(bigEndian: address.sin_port)
    }
}
