"""Endpoints of HTTP that mean ill, each in its own way, and what an attempt on each has to be called."""

import socket
import ssl
import time

# Longer than any attempt; a peer that holds on for longer has found a run that hangs.
HOLD = 90
OK = b"HTTP/1.1 200 OK\r\n"
SHORT = b"Content-Length: 2\r\n\r\nok"
# What a terminal, a page or a chat would obey; as one line for where only that can stand.
EVIL = b"\x1b[2J\x1b]0;x\x07\x9b31m<script>alert(1)</script>\r\n\x00\xff\xe2\x80\xae<!channel>"
EVIL_LINE = EVIL.replace(b"\r\n", b" ").replace(b"\0", b"")


class Peer:
    """What it does to a request (or already to a connection), and the failure class that this is, or 'delivered'.

    Where versions of libcurl differ, any of several words is right.
    """

    def __init__(self, verdict, behave, at="request", certificate=None, newest=ssl.TLSVersion.TLSv1_3):
        self.verdicts, self.behave, self.at = verdict.split("|"), behave, at
        self.certificate, self.newest = certificate, newest


def says(*parts):
    return lambda peer: peer.sendall(b"".join(parts))


def status(line, *headers, body=b""):
    head = b"".join(header + b"\r\n" for header in headers)
    return says(b"HTTP/1.1 ", line, b"\r\n", head, b"Content-Length: %d\r\n\r\n" % len(body), body)


def endless(first, rest, pause=0.001):
    def behave(peer):
        peer.sendall(first)
        while True:
            peer.sendall(rest)
            time.sleep(pause)

    return behave


def reset(peer):
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")


def hang(peer):
    peer.settimeout(HOLD)
    while peer.recv(4096):
        pass


def then(first, rest):
    def behave(peer):
        first(peer)
        rest(peer)

    return behave


# Where redirects and other services lead to: {trap} is an address on which nobody may ever be seen.
PEERS = {
    "hang": Peer("timeout", hang),
    "drip-headers": Peer("timeout", endless(OK[:-2], b"x", 0.3)),
    "drip-body": Peer("delivered", endless(OK + b"\r\n", b"x", 0.3)),
    "endless-body": Peer("delivered", endless(OK + b"\r\n", b"x" * 65536)),
    "endless-error": Peer("server", endless(b"HTTP/1.1 500 No\r\n\r\n", b"x" * 65536)),
    "endless-headers": Peer("delivered|protocol", endless(OK, b"X-A: " + b"b" * 1000 + b"\r\n")),
    "endless-line": Peer("delivered|protocol", endless(OK + b"X-A: ", b"b" * 65536)),
    "endless-continue": Peer("protocol", endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 1000)),
    "endless-hints": Peer("protocol", endless(b"", b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" * 1000)),
    "endless-chunks": Peer(
        "delivered", endless(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1000\r\n" + b"x" * 4096 + b"\r\n")
    ),
    "continue": Peer("timeout", then(says(b"HTTP/1.1 100 Continue\r\n\r\n"), hang)),
    "many-headers": Peer("delivered", says(OK, b"".join(b"X-%d: y\r\n" % n for n in range(10_000)), SHORT)),
    "reset": Peer("connect", reset),
    "reset-in-head": Peer("connect|protocol", then(says(b"HTTP/1.1 200 O"), reset)),
    "close": Peer("connect", says()),
    "half-a-line": Peer("protocol|connect", says(b"HTTP/1.1 2")),
    "no-http": Peer("protocol", says(b"220 ftp ready\r\n")),
    "old-http": Peer("protocol", says(b"<html>hello</html>")),
    "new-http": Peer("protocol|delivered", says(b"HTTP/9.9 200 OK\r\n", SHORT)),
    "nul": Peer("protocol", says(b"\0" * 4096)),
    "cut-body": Peer("delivered", says(OK, b"Content-Length: 100\r\n\r\nok")),
    "no-chunk": Peer("delivered", says(OK, b"Transfer-Encoding: chunked\r\n\r\nzz\r\n")),
    "huge-chunk": Peer("delivered", says(OK, b"Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nx")),
    "huge-length": Peer("delivered", says(OK, b"Content-Length: 99999999999999999999\r\n\r\n")),
    "negative-length": Peer("delivered|protocol", says(OK, b"Content-Length: -1\r\n\r\nok")),
    "two-lengths": Peer("delivered|protocol", says(OK, b"Content-Length: 2\r\nContent-Length: 5\r\n\r\nok")),
    "length-and-chunks": Peer(
        "delivered", says(OK, b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n")
    ),
    "bomb": Peer("delivered", says(OK, b"Content-Encoding: gzip\r\n", SHORT)),
    "deep-json": Peer("delivered", status(b"200 OK", body=b"[" * 200_000)),
    "two-answers": Peer("server", says(b"HTTP/1.1 500 No\r\n", SHORT, OK, SHORT, OK, SHORT)),
    "answer-unasked": Peer("delivered", then(says(OK, SHORT, OK, SHORT, OK, SHORT), hang)),
    "too-large": Peer("payload_too_large", status(b"413 No")),
    "status-0": Peer("protocol", status(b"000 Zero")),
    "status-99": Peer("protocol|timeout", status(b"99 Low")),
    "status-299": Peer("delivered", status(b"299 Odd")),
    "status-600": Peer("protocol", status(b"600 High")),
    "status-999": Peer("protocol", status(b"999 Higher")),
    "status-2000": Peer("protocol", status(b"2000 Long")),
    "not-modified": Peer("redirect", status(b"304 Not Modified")),
    "redirect": Peer("redirect", status(b"307 Here", b"Location: /trap")),
    "redirect-away": Peer("redirect", status(b"308 There", b"Location: http://{trap}/")),
    "redirect-as-somebody": Peer("redirect", status(b"301 There", b"Location: http://a:b@{trap}/")),
    "redirect-file": Peer("redirect", status(b"302 Here", b"Location: file:///etc/passwd")),
    "redirect-gopher": Peer("redirect", status(b"302 Here", b"Location: gopher://{trap}/_x")),
    "redirect-nowhere": Peer("redirect", status(b"302 Here", b"Location: ")),
    "cookie": Peer("server", status(b"500 No", b"Set-Cookie: a=b; Path=/")),
    "other-service": Peer("server", status(b"500 No", b'Alt-Svc: http/1.1="{trap}"', b"Upgrade: h2c")),
    "ntlm": Peer("auth", status(b"401 Who", b"WWW-Authenticate: NTLM", b"WWW-Authenticate: Basic realm=x")),
    "proxy-login": Peer("auth", status(b"407 Who", b"Proxy-Authenticate: Basic realm=x")),
    "evil-reason": Peer("rejected_body", says(b"HTTP/1.1 400 ", EVIL_LINE, b"\r\n", SHORT)),
    "evil-header": Peer("server", status(b"503 No", b"X-A: " + EVIL_LINE)),
    "evil-body": Peer("auth", status(b"403 No", body=EVIL * 40)),
    "wait-for-ever": Peer("rate_limited", status(b"429 No", b"Retry-After: 99999999999999999999")),
    "wait-until-2999": Peer("server", status(b"503 No", b"Retry-After: Fri, 31 Dec 2999 23:59:59 GMT")),
    "wait-for-less": Peer("rate_limited", status(b"429 No", b"Retry-After: -5")),
    "wait-for-nan": Peer("rate_limited", status(b"429 No", b"Retry-After: NaN", b"Retry-After: 1e400")),
    "gone": Peer("gone", status(b"410 Gone")),
    "asks-to-stop": Peer("gone", status(b"500 No", b"webhook-delivery: disable")),
    # Before a request is seen.
    "reset-at-once": Peer("connect", reset, at="connection"),
    "answer-at-once": Peer("server|protocol|connect", says(b"HTTP/1.1 500 No\r\n", SHORT), at="connection"),
    "no-room": Peer("connect", None, at="nowhere"),
    "expired": Peer("tls", says(), certificate="expired"),
    "self-signed": Peer("tls", says(), certificate="self-signed"),
    "another-host": Peer("tls", says(), certificate="another-host"),
    "old-tls": Peer("tls", says(), certificate="good", newest=ssl.TLSVersion.TLSv1),
    "older-tls": Peer("tls", says(), certificate="good", newest=ssl.TLSVersion.TLSv1_1),
    "no-tls": Peer("tls|connect", says(b"HTTP/1.1 200 OK\r\n", SHORT), at="connection", certificate="good"),
    "tls-noise": Peer("tls|connect", says(b"\x16\x03\x03\xff\xff" + b"x" * 2000), at="connection", certificate="good"),
    "tls-silence": Peer("timeout|connect", hang, at="connection", certificate="good"),
    "tls-hang": Peer("timeout", hang, certificate="good"),
    "tls-reset": Peer("tls|connect", reset, at="connection", certificate="good"),
    "tls-cut": Peer("connect", reset, certificate="good"),
}
