"""Mail servers that mean ill, each in its own way, and what an attempt on each has to be called."""

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
