"""The servers in which the peers live: each on an address of its own, and all mended at once when that is asked for."""

import json
import re
import socket
import socketserver
import threading

from peers import PEERS, hang

HEADERS = re.compile(rb"^(cookie|authorization|proxy-authorization):", re.I | re.M)


class Server(socketserver.ThreadingTCPServer):
    daemon_threads, allow_reuse_address, request_queue_size = True, True, 256

    def __init__(self, host, meet, queue=256):
        self.request_queue_size = queue

        class Handler(socketserver.BaseRequestHandler):
            def handle(self):
                try:
                    meet(self.request)
                except OSError:
                    pass

        super().__init__((host, 0), Handler)
        self.address = f"{host}:{self.server_address[1]}"

    def handle_error(self, *_):
        """A peer that stumbles is no error of ours."""

    def begin(self):
        threading.Thread(target=self.serve_forever, daemon=True).start()
        return self


class Endpoints:
    """Every peer on an address of its own, until all are mended: what one asks for, holds for the host."""

    def __init__(self, hosts, authority):
        self.authority, self.is_mended = authority, False
        self.requests, self.trapped = {}, []
        # How many were answered well before the first of those that hang was given up on.
        self.well_served, self.is_given_up = 0, False
        self.trap = Server("127.0.1.254", self._trap).begin().address.encode()
        self.urls, self.rooms = {}, []
        for name in hosts.keys() & {"well", *PEERS}:
            host, peer = hosts[name], PEERS.get(name)
            is_full = peer and peer.at == "nowhere"
            server = Server(host, lambda made, name=name: self._meet(name, made), queue=0 if is_full else 256)
            if is_full:
                self._fill(server)
            else:
                server.begin()
            self.urls[name] = f"http{'s' if peer and peer.certificate else ''}://{server.address}/{name}"

    def mend(self):
        self.is_mended = True
        for server, guests in self.rooms:
            for guest in guests:
                guest.close()
            server.begin()

    def _fill(self, server):
        """The system takes connections until its queue is full, and then none: who connects waits."""
        guests = [socket.socket() for _ in range(3)]
        for guest in guests:
            guest.setblocking(False)
            guest.connect_ex(server.server_address)
        self.rooms.append((server, guests))

    def _trap(self, made):
        self.trapped.append(made.recv(4096))

    def _meet(self, name, made):
        peer = None if self.is_mended else PEERS.get(name)
        try:
            if peer and peer.at == "connection":
                return peer.behave(made)
            secured = PEERS.get(name) and PEERS[name].certificate
            if secured:
                context = self.authority.context(peer.certificate, peer.newest) if peer else self.authority.context()
                made = context.wrap_socket(made, server_side=True)
            while self._answer(name, peer, made):
                pass
        finally:
            self.is_given_up = self.is_given_up or peer is not None and peer.behave is hang

    def _answer(self, name, peer, made):
        """Whether the connection goes on."""
        data = b""
        while b"\r\n\r\n" not in data:
            piece = made.recv(65536)
            if not piece:
                return False
            data += piece
        head, _, body = data.partition(b"\r\n\r\n")
        length = int(re.search(rb"content-length: (\d+)", head, re.I)[1])
        while len(body) < length:
            body += made.recv(65536)
        if head.split()[1].decode() != f"/{name}" or HEADERS.search(head):
            self.trapped.append(head)
        self.requests.setdefault(name, []).append(json.loads(body)["data"]["n"])
        if peer is None:
            self.well_served += not self.is_given_up
            made.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")
            return True
        peer.behave(Led(made, self.trap))
        return False


class Led:
    """A connection on which {trap} stands for the trap's address."""

    def __init__(self, made, trap):
        self.made, self.trap = made, trap

    def sendall(self, data):
        self.made.sendall(data.replace(b"{trap}", self.trap))

    def __getattr__(self, name):
        return getattr(self.made, name)
