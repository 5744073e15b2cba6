"""The mail servers in which the mail peers live: each on an address of its own, all mended at once when asked for."""

import re

from endpoints import Server
from mailpeers import AT_ONCE, BY_COMMAND, MAIL_PEERS


class Office:
    """All of them, each on an address of its own, until they are mended; what they were told is kept."""

    def __init__(self, hosts, authority):
        self.authority, self.is_mended = authority, False
        # Of each message: peer, bytes, whether it was sent in secret, and whether it was said to be taken.
        self.messages, self.leaked, self.servers = [], [], {}
        for name in hosts.keys() & MAIL_PEERS.keys():
            server = Server(hosts[name], lambda made, name=name: Session(self, name, made).talk()).begin()
            self.servers[name] = f"smtp{'s' if MAIL_PEERS[name].secured is AT_ONCE else ''}://{server.address}"

    def mend(self):
        self.is_mended = True

    def ids(self, name, is_taken=(True, False)):
        """The Message-IDs that a peer was told, once for each time."""
        mine = [m for m in self.messages if m["peer"] == name and m["taken"] in is_taken]
        return [re.search(rb"^Message-ID: *(\S+)", m["text"], re.I | re.M)[1].decode() for m in mine]


class Session:
    def __init__(self, office, name, made):
        self.office, self.name, self.made, self.peer = office, name, made, MAIL_PEERS[name]
        self.script = {} if office.is_mended else self.peer.script
        self.is_secret, self.data = False, b""

    def talk(self):
        self.made.settimeout(90)
        if "connect" in self.script:
            return self.script["connect"](self.made)
        if self.peer.secured is AT_ONCE:
            self.secure()
        if not self.says("greeting", b"220 peer ESMTP\r\n"):
            return None
        while True:
            line = self.read(b"\r\n").strip()
            command = line.split(b" ")[0].decode("latin-1").upper()
            if command == "AUTH" and not self.is_secret:
                self.office.leaked.append(f"{self.name}: {line!r}")
            if not self.says(command, self.right_reply(command)):
                return None
            if command == "AUTH" and "AUTH" not in self.script:
                self.read(b"\r\n")
                self.made.sendall(b"235 ok\r\n")
            if command == "STARTTLS" and self.script.get(command, b"220").startswith(b"220"):
                self.secure()
            if command == "DATA" and "DATA" not in self.script and not self.take_message():
                return None
            if command == "QUIT":
                return None

    def says(self, command, right):
        """Whether the session goes on."""
        said = self.script.get(command, right)
        if not isinstance(said, bytes):
            return said(self.made)
        self.made.sendall(said)
        return True

    def right_reply(self, command):
        if command == "EHLO":
            starttls = [b"STARTTLS"] if self.peer.secured is BY_COMMAND and not self.is_secret else []
            login = [b"AUTH PLAIN"] if self.peer.has_login else []
            lines = [b"peer", b"8BITMIME", *starttls, *login, *(self.peer.offers or [b"SIZE 10000000"])]
            return b"".join(b"250-%s\r\n" % line for line in lines[:-1]) + b"250 %s\r\n" % lines[-1]
        known = {"STARTTLS": b"220 go\r\n", "AUTH": b"334 \r\n", "DATA": b"354 go\r\n", "QUIT": b"221 bye\r\n"}
        return known.get(command, b"250 ok\r\n")

    def take_message(self):
        text = self.read(b"\r\n.\r\n")
        said = self.script.get("dot", b"250 queued\r\n")
        is_taken = not isinstance(said, bytes) or said.startswith(b"2")
        self.office.messages.append({"peer": self.name, "text": text, "secret": self.is_secret, "taken": is_taken})
        return self.says("dot", b"250 queued\r\n")

    def secure(self):
        certificate = "good" if self.office.is_mended else self.peer.certificate
        self.made = self.office.authority.context(certificate).wrap_socket(self.made, server_side=True)
        self.is_secret, self.data = True, b""

    def read(self, end):
        while end not in self.data:
            piece = self.made.recv(65536)
            if not piece:
                raise OSError("it went away")
            self.data += piece
        text, _, self.data = self.data.partition(end)
        return text + end


def form(text):
    """What is wrong with the form of a message as it came over the wire (RFC 5321 and 5322)."""
    lines = text.split(b"\r\n")
    head = text.partition(b"\r\n\r\n")[0]
    names = [line.partition(b":")[0].lower() for line in head.split(b"\r\n") if line[:1] not in (b" ", b"\t")]
    wrong = [f"{name.decode()} {names.count(name)} times" for name in
             [b"from", b"to", b"date", b"message-id", b"subject"] if names.count(name) != 1]
    if any(b"\r" in line or b"\n" in line for line in lines):
        wrong.append("a bare CR or LF")
    if any(len(line) > 998 for line in lines) or any(byte > 127 or byte == 0 for byte in text):
        wrong.append("long lines or 8-bit")
    return wrong
