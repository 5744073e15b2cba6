#!/usr/bin/env python3
"""A run in which nearly every endpoint means ill, all at once; afterwards they are mended, and the account is made.

The run ends in its time and in little memory; who means well gets everything at once; a redirect, a cookie or a
challenge is never followed; what is printed and written holds no control characters of theirs; only what was seen to be
a success counts as one. Once they are mended, each gets what it has not accepted.
"""

import json
import re
import resource
import socket
import socketserver
import threading
import time

from lab import EVENTS, Lab
from sweep import Sweep

MOST_SECONDS, MOST_MEMORY = 30, 96 << 20
OK = b"HTTP/1.1 200 OK\r\n"
SHORT = b"Content-Length: 2\r\n\r\nok"
EVIL = b"\x1b[2J\x1b]0;x\x07\x9b31m<script>alert(1)</script>\r\n\x00\xff\xe2\x80\xae<!channel>"


def says(*parts):
    return lambda peer: peer.sendall(b"".join(parts))


def status(line, *headers, body=b""):
    head = b"".join(header + b"\r\n" for header in headers)
    return says(b"HTTP/1.1 ", line, b"\r\n", head, b"Content-Length: %d\r\n\r\n" % len(body), body)


def endless(first, rest, pause=0.0):
    def behave(peer):
        peer.sendall(first)
        while True:
            peer.sendall(rest)
            time.sleep(pause)

    return behave


def reset(peer):
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")


def hang(peer):
    peer.settimeout(MOST_SECONDS)
    peer.recv(1)


# Name: behaviour, and whether that is a success all the same: its status was seen, and it said 2xx.
PEERS = {
    "hang": (hang, False),
    "drip-headers": (endless(OK[:-2], b"x", 0.3), False),
    "drip-body": (endless(OK + b"\r\n", b"x", 0.3), True),
    "endless-body": (endless(OK + b"\r\n", b"x" * 65536), True),
    "endless-headers": (endless(OK, b"X-A: " + b"b" * 1000 + b"\r\n"), None),
    "endless-line": (endless(OK + b"X-A: ", b"b" * 65536), None),
    "endless-continue": (endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n"), False),
    "endless-chunks": (endless(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1000\r\n" + b"x" * 4096 + b"\r\n"), True),
    "reset": (reset, False),
    "close": (says(), False),
    "half-a-line": (says(b"HTTP/1.1 2"), False),
    "no-http": (says(b"220 ftp ready\r\n"), False),
    "old-http": (says(b"<html>hello</html>"), False),
    "nul": (says(b"\0" * 4096), False),
    "cut-body": (says(OK, b"Content-Length: 100\r\n\r\nok"), True),
    "no-chunk": (says(OK, b"Transfer-Encoding: chunked\r\n\r\nzz\r\n"), None),
    "huge-chunk": (says(OK, b"Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nx"), None),
    "huge-length": (says(OK, b"Content-Length: 99999999999999999999\r\n\r\n"), None),
    "negative-length": (says(OK, b"Content-Length: -1\r\n\r\nok"), None),
    "two-lengths": (says(OK, b"Content-Length: 2\r\nContent-Length: 5\r\n\r\nok"), None),
    "bomb": (says(OK, b"Content-Encoding: gzip\r\n", SHORT), True),
    "two-answers": (says(b"HTTP/1.1 500 No\r\n", SHORT, OK, SHORT, OK, SHORT), None),
    "status-0": (status(b"000 Zero"), False),
    "status-99": (status(b"99 Low"), False),
    "status-299": (status(b"299 Odd"), True),
    "status-600": (status(b"600 High"), False),
    "status-2000": (status(b"2000 Long"), False),
    "not-modified": (status(b"304 Not Modified"), False),
    "redirect": (status(b"307 Here", b"Location: /trap"), False),
    "redirect-file": (status(b"302 Here", b"Location: file:///etc/passwd"), False),
    "cookie": (status(b"500 No", b"Set-Cookie: a=b; Path=/"), False),
    "other-service": (status(b"500 No", b'Alt-Svc: h2="127.0.0.1:1"', b"Upgrade: h2c"), False),
    "ntlm": (status(b"401 Who", b"WWW-Authenticate: NTLM", b"WWW-Authenticate: Basic realm=x"), False),
    "proxy-login": (status(b"407 Who", b"Proxy-Authenticate: Basic realm=x"), False),
    "evil-reason": (says(b"HTTP/1.1 400 ", EVIL.replace(b"\r\n", b" "), b"\r\n", SHORT), None),
    "evil-header": (status(b"503 No", b"X-A: " + EVIL.replace(b"\r\n", b" ").replace(b"\0", b"")), False),
    "evil-body": (status(b"403 No", body=EVIL * 40), False),
    "wait-for-ever": (status(b"429 No", b"Retry-After: 99999999999999999999"), False),
    "wait-until-2999": (status(b"503 No", b"Retry-After: Fri, 31 Dec 2999 23:59:59 GMT"), False),
    "wait-for-less": (status(b"429 No", b"Retry-After: -5"), False),
    "wait-for-nan": (status(b"429 No", b"Retry-After: NaN", b"Retry-After: 1e400"), False),
    "gone": (status(b"410 Gone"), False),
    "asks-to-stop": (status(b"500 No", b"webhook-delivery: disable"), False),
}
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
HEADERS = re.compile(rb"^(cookie|authorization|proxy-authorization):", re.I | re.M)


class Endpoints:
    """Each path is another peer, until all are mended."""

    def __init__(self):
        self.requests, self.trapped, self.is_mended = {}, [], False
        endpoints = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self):
                try:
                    while endpoints.answer(self.request):
                        pass
                except OSError:
                    pass

        class Server(socketserver.ThreadingTCPServer):
            daemon_threads, allow_reuse_address, request_queue_size = True, True, 256

        # Each on an address of its own: what one of a host's endpoints asks for, holds for the host.
        self.urls = {}
        for number, name in enumerate([*PEERS, "well"], start=1):
            server = Server((f"127.0.1.{number}", 0), Handler)
            self.urls[name] = f"http://127.0.1.{number}:{server.server_address[1]}/{name}"
            threading.Thread(target=server.serve_forever, daemon=True).start()

    def answer(self, peer):
        """Whether the connection goes on."""
        data = b""
        while b"\r\n\r\n" not in data:
            piece = peer.recv(65536)
            if not piece:
                return False
            data += piece
        head, _, body = data.partition(b"\r\n\r\n")
        length = int(re.search(rb"content-length: (\d+)", head, re.I)[1])
        while len(body) < length:
            body += peer.recv(65536)
        name = head.split()[1].decode().strip("/")
        if name not in PEERS and name != "well" or HEADERS.search(head):
            self.trapped.append(head)
        self.requests.setdefault(name, []).append(json.loads(body)["data"]["n"])
        if self.is_mended or name == "well":
            peer.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")
            return True
        PEERS[name][0](peer)
        return False


def furnish(lab, endpoints):
    lab.fresh()
    for path in (lab.home / "integrations").iterdir():
        path.unlink()
    for name in [*PEERS, "well"]:
        settings = {
            "name": f"The {name}", "type": "RAW_WEBHOOK", "webhook": endpoints.urls[name], "events": None, "timeout": "2s",
            "concurrency": 1, "retry": {"schedule": ["1d"] * 9}, "from": "beginning",
        }
        (lab.home / f"integrations/{name}.json").write_text(json.dumps(settings))


def whole_run(lab, endpoints):
    """Problems of the run as a whole, and its report of each integration."""
    started = time.monotonic()
    ended = lab.run("run", "--json", "--max-runtime", "10s")
    seconds, memory = time.monotonic() - started, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss << 10
    problems = [] if ended.code == 1 else [f"exit {ended.code}: {ended.errors[:900]}"]
    if seconds > MOST_SECONDS:
        problems.append(f"it took {seconds:.0f} s")
    if memory > MOST_MEMORY:
        problems.append(f"it took {memory >> 20} MiB")
    if sorted(endpoints.requests.get("well", [])) != list(range(1, EVENTS + 1)):
        problems.append(f"who means well was told of {endpoints.requests.get('well')}")
    if ended.code > 1:
        raise SystemExit(f"hostile.py: {problems}")
    return problems, {each["id"]: each for each in json.loads(ended.output)["integrations"]}


def outputs(lab):
    for words in ["status -v", "queue -l", "report --detail", "report --format html", "report --format md --detail"]:
        yield words, lab.run(*words.split()).output
    for path in (lab.home / "reports").iterdir():
        yield path.name, path.read_text()
    for path in (lab.home / "state/ledger").iterdir():
        # JSON: what a terminal obeys is escaped, what turns letters around is not.
        yield path.name, re.sub("[\u202a-\u202e\u2066-\u2069]", "", path.read_text().rstrip("\0"))


def mend(lab, endpoints):
    endpoints.is_mended = True
    problems = []
    for name in PEERS:
        lab.run("enable", name)
    for _ in range(3):
        report = json.loads(lab.run("run", "--force", "--json").output)
        if report["totals"]["outstanding"] == 0:
            return problems
    return [f"still owed: {report['totals']}"]


def main():
    sweep = Sweep(__doc__, most_repeats=0)
    lab, endpoints = Lab(sweep.arguments.program, has_past=False), Endpoints()
    furnish(lab, endpoints)
    problems, reports = whole_run(lab, endpoints)
    problems += [f"control characters in {name}" for name, text in outputs(lab) if CONTROL.search(text)]
    problems += mend(lab, endpoints) + [f"followed: {head!r}" for head in endpoints.trapped]
    sweep.judge("the run as a whole", problems)
    for name, (_, is_success) in PEERS.items():
        accepted = reports[name]["thisRun"]["delivered"]
        problems = [] if is_success in (None, accepted > 0) else [f"{accepted} counted as delivered"]
        if set(endpoints.requests.get(name, [])) != set(range(1, EVENTS + 1)):
            problems.append(f"it was told of {endpoints.requests.get(name)}")
        sweep.judge(name, problems)
    lab.close()
    sweep.end()


main()
