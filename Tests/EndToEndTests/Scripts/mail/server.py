"""aiosmtpd on loopback, with TLS and a login where wanted; keeps what it was given."""

import asyncio
import dataclasses
import logging
import ssl
import threading

from aiosmtpd.smtp import SMTP, AuthResult

USER, PASSWORD = "belfry", "correct-horse-battery-staple"

# A handshake that fails is what some tests want: not a word about it.
logging.disable()


@dataclasses.dataclass
class Delivery:
    sender: str
    recipients: list
    content: bytes
    is_encrypted: bool
    is_logged_in: bool


class Server:
    """`certificate`: what TLS shows, if there is any; `implicit`: TLS from the first byte on; `login`: who has none may
    not send."""

    def __init__(self, certificate=None, implicit=False, login=False):
        self.deliveries = []
        self.logins = []
        context = None
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate.chain, certificate.key)
        options = {"enable_SMTPUTF8": True, "ident": "test", "hostname": "127.0.0.1"}
        if context and not implicit:
            options |= {"tls_context": context, "require_starttls": True}
        if login:
            options |= {"auth_required": True, "auth_require_tls": not implicit, "authenticator": self._authenticate}
        self._loop = asyncio.new_event_loop()
        serving = self._loop.create_server(
            lambda: SMTP(self, loop=self._loop, **options), "127.0.0.1", 0, ssl=context if implicit else None
        )
        self._listener = self._loop.run_until_complete(serving)
        self.port = self._listener.sockets[0].getsockname()[1]
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()

    def close(self):
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._listener.close()
        self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()

    async def handle_DATA(self, server, session, envelope):
        self.deliveries.append(
            Delivery(
                envelope.mail_from,
                envelope.rcpt_tos,
                envelope.original_content,
                session.ssl is not None or server.transport.get_extra_info("ssl_object") is not None,
                bool(session.authenticated),
            )
        )
        return "250 2.0.0 taken"

    def _authenticate(self, server, session, envelope, mechanism, data):
        self.logins.append((mechanism, server.transport.get_extra_info("ssl_object") is not None))
        is_right = (data.login, data.password) == (USER.encode(), PASSWORD.encode())
        return AuthResult(success=is_right, handled=False)
