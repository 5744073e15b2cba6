"""Mail servers that mean ill, each in its own way, and what an attempt on each has to be called."""

import re

from endpoints import Server
from peers import EVIL_LINE, endless, hang, reset, says, then

# How the connection is kept secret: TLS at once, by STARTTLS, or never (allowed on this machine only).
AT_ONCE, BY_COMMAND, NEVER = "at once", "by command", "never"


class MailPeer:
    """What it says to a command in place of what is right: bytes, or what it does, and then the session is over."""

    def __init__(self, verdict, secured=NEVER, certificate="good", has_login=False, offers=(), **script):
        self.verdicts, self.secured, self.certificate = verdict.split("|"), secured, certificate
        self.has_login, self.offers = has_login, offers
        self.script = {command.rstrip("_"): said for command, said in script.items()}


def slowly(text):
    return endless(text, b"x", 0.5)


MAIL_PEERS = {
    "mail-tls": MailPeer("delivered", AT_ONCE, has_login=True),
    "mail-starttls": MailPeer("delivered", BY_COMMAND, has_login=True),
    "mail-expired": MailPeer("tls", AT_ONCE, "expired", has_login=True),
    "mail-self-signed": MailPeer("tls", BY_COMMAND, "self-signed", has_login=True),
    "mail-another-host": MailPeer("tls", BY_COMMAND, "another-host", has_login=True),
    "mail-tls-silence": MailPeer("timeout|connect", AT_ONCE, connect=hang),
    "starttls-hang": MailPeer("timeout", BY_COMMAND, STARTTLS=then(says(b"220 go\r\n"), hang)),
    "starttls-missing": MailPeer("tls", BY_COMMAND, has_login=True, EHLO=b"250-peer\r\n250 AUTH PLAIN\r\n"),
    "starttls-454": MailPeer("server", BY_COMMAND, has_login=True, STARTTLS=b"454 not now\r\n"),
    "starttls-inject": MailPeer(
        "protocol", BY_COMMAND, has_login=True, STARTTLS=b"220 go\r\n250-evil\r\n250 AUTH PLAIN\r\n"
    ),
    "login-refused": MailPeer("auth", AT_ONCE, has_login=True, AUTH=b"535 no\r\n"),
    "login-not-offered": MailPeer("auth", AT_ONCE, has_login=True, EHLO=b"250 peer\r\n"),
    "greets-never": MailPeer("timeout", greeting=hang),
    "greets-slowly": MailPeer("timeout", greeting=slowly(b"220 ")),
    "greets-binary": MailPeer("timeout|protocol", greeting=b"\x00\xff\xfe\x80\r\n"),
    "greets-554": MailPeer("server", greeting=b"554 go away\r\n"),
    "greets-421": MailPeer("server", greeting=b"421 too busy\r\n"),
    "greets-endlessly": MailPeer("protocol", greeting=endless(b"", b"220-hello there\r\n" * 1000)),
    "endless-reply": MailPeer("protocol", greeting=endless(b"", b"2" * 65536)),
    "ehlo-500": MailPeer("delivered", EHLO=b"500 what?\r\n"),
    "ehlo-endless": MailPeer("protocol", EHLO=endless(b"", b"250-X-%s\r\n" % (b"y" * 60) * 500)),
    "small": MailPeer("payload_too_large", offers=[b"SIZE 100"], MAIL=b"552 too big\r\n"),
    "mail-451": MailPeer("server", MAIL=b"451 later\r\n"),
    "mail-550": MailPeer("client", MAIL=b"550 no\r\n"),
    "rcpt-450": MailPeer("server", RCPT=b"450 greylisted\r\n"),
    "rcpt-550": MailPeer("client", RCPT=b"550 unknown\r\n"),
    "rcpt-421": MailPeer("server", RCPT=then(says(b"421 shutting down\r\n"), lambda made: None)),
    "rcpt-999": MailPeer("protocol", RCPT=b"999 hello\r\n"),
    "rcpt-mixed": MailPeer("client", RCPT=b"250-ok\r\n550 no\r\n"),
    "data-552": MailPeer("payload_too_large", DATA=b"552 too big\r\n"),
    "data-hang": MailPeer("timeout", DATA=hang),
    "data-reset": MailPeer("connect", DATA=then(says(b"354 go\r\n"), lambda made: made.recv(10) and reset(made))),
    # From here on the message was taken, or was not: nobody can tell.
    "dot-hang": MailPeer("timeout", dot=hang),
    "dot-reset": MailPeer("connect", dot=reset),
    "dot-close": MailPeer("connect|protocol", dot=lambda made: None),
    "dot-451": MailPeer("server", dot=b"451 later\r\n"),
    "dot-554": MailPeer("rejected_body", dot=b"554 spam\r\n"),
    "replies-ahead": MailPeer("protocol", MAIL=b"250 ok\r\n250 ok\r\n250 queued\r\n250 queued\r\n"),
    "replies-evil": MailPeer("server", dot=b"451 " + EVIL_LINE + b"\r\n"),
    "greets-evil": MailPeer("delivered", greeting=b"220 " + EVIL_LINE + b"\r\n"),
    "quit-hang": MailPeer("delivered", QUIT=hang),
    "quit-reset": MailPeer("delivered", QUIT=reset),
}


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
