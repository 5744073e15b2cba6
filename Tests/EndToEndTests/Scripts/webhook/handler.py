"""A handler of webhooks, in the manner of Northflank's example: it compares the token, then looks at the event."""

import hmac
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PREFIX = "X-Northflank-Notification-Integration-"


class Handler(ThreadingHTTPServer):
    """Opens a ticket for each job that failed and fetches each backup that succeeded, once for each event."""

    def __init__(self, secret):
        super().__init__(("127.0.0.1", 0), Request)
        self.secret = secret
        self.seen = set()
        self.tickets, self.backups, self.unhandled = [], [], []
        self.taken, self.refused = 0, 0
        self.stumbles = 0  # So many requests are handled, and answered with 500 all the same.
        threading.Thread(target=self.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_port}/webhook"

    def handle(self, event, data, identity):
        self.taken += 1
        if identity in self.seen:
            return
        self.seen.add(identity)
        if event == "job-run:failure":
            self.tickets.append(f"{data['job']['name']} failed in {data['project']['name']}")
        elif event == "addon-backup:success":
            self.backups.append(data["backup"]["id"])
        else:
            self.unhandled.append(event)


class Request(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if not hmac.compare_digest(self.headers.get(PREFIX + "Token", ""), self.server.secret):
            self.server.refused += 1
            return self.answer(401)
        # As Express' json() does: other types are not parsed.
        if self.headers["Content-Type"].split(";")[0] != "application/json":
            return self.answer(415)
        notification = json.loads(body)
        self.server.handle(notification["event"], notification["data"], self.headers[PREFIX + "Event-Id"])
        if self.server.stumbles:
            self.server.stumbles -= 1
            return self.answer(500)
        self.answer(200)

    def answer(self, status):
        self.send_response(status)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass
