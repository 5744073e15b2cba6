import CCurl
import Delivery
import Glibc

/// How far a transfer came.
enum Phase {
    case resolving, connecting, answering
}

extension EasyHandle {
    /// How far the connection of a transfer came that has sent nothing.
    var connectionPhase: Phase {
        if time(CURLINFO_NAMELOOKUP_TIME_T) == .zero { return .resolving }
        return time(CURLINFO_CONNECT_TIME_T) == .zero ? .connecting : .answering
    }

    /// The class of a transfer that ended without an answer.
    ///
    /// Two numbers of libcurl's stand for more than their name says. It takes 300 KB of headers, or of a mail server's
    /// words, and ends more of them as if the connection had been reset; and a reset in the handshake is a failure of TLS.
    func failureClass(_ code: CURLcode, _ phase: Phase) -> FailureClass {
        switch code {
        case CURLE_RECV_ERROR where number(CURLINFO_HEADER_SIZE) > 256 * 1024: .protocol
        case CURLE_SSL_CONNECT_ERROR where [ECONNRESET, EPIPE].contains(Int32(number(CURLINFO_OS_ERRNO))): .connect
        default: FailureClass(code, phase)
        }
    }
}

extension FailureClass {
    /// The class of a transfer that ended without an answer (libcurl-errors(3)).
    ///
    /// One number stands for every time-out: one before there was a connection says more about the network than about
    /// the endpoint, so it belongs to `dns` and `connect`.
    init(_ code: CURLcode, _ phase: Phase) {
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: self = .dns
        // Reset, or closed without a word: the peer was there, an answer was not.
        case CURLE_COULDNT_CONNECT, CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_GOT_NOTHING, CURLE_INTERFACE_FAILED,
            CURLE_AGAIN, CURLE_PROXY:
            self = .connect
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CIPHER, CURLE_SSL_CERTPROBLEM,
            CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_CRL_BADFILE, CURLE_SSL_INVALIDCERTSTATUS,
            CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_SSL_ENGINE_INITFAILED, CURLE_SSL_ENGINE_NOTFOUND,
            CURLE_SSL_ENGINE_SETFAILED, CURLE_USE_SSL_FAILED:
            self = .tls
        case CURLE_LOGIN_DENIED: self = .auth
        case CURLE_OPERATION_TIMEDOUT:
            switch phase {
            case .resolving: self = .dns
            case .connecting: self = .connect
            case .answering: self = .timeout
            }
        default: self = .protocol
        }
    }
}
