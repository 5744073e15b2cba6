"""What every sweep stands on: an endpoint that notes before it answers, a home with work of every kind, the account."""

import http.server
import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import threading
import time

EVENTS = 9
# Attempts that may be on the wire when a run is cut off: the integrations that are answered well, each with its share.
IN_FLIGHT = {"single": 3, "digest": 1}
# The messages of one pass, of this many bytes each, are more than is written at once: a batch reaches the disk in pieces.
LONG = 30_000
FLIGHTS = sum(IN_FLIGHT.values())
# What a run may hold, however much there is to do, and whatever it is told.
MOST_MEMORY = 64 << 20


class Endpoint:
    """An HTTP endpoint on loopback; a request is noted before it gets its name's status, or the usual one."""

    def __init__(self, host="127.0.0.1"):
        self.requests = []
        self.status, self.usual_status, self.headers = {}, 204, {}
        self.when_asked = lambda: None
        endpoint = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                name = self.path.partition("?")[0].strip("/")
                status = endpoint.status.get(name, endpoint.usual_status)
                endpoint.requests.append(Request(name, self.headers["Idempotency-Key"] or body, body, status))
                endpoint.when_asked()
                self.send_response(status)
                for header in endpoint.headers.items():
                    self.send_header(*header)
                if status != 204:
                    self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_):
                pass

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True
            request_queue_size = 512

            def handle_error(self, *_):
                """A client that was killed is no error of ours."""

        self.server = Server((host, 0), Handler)
        self.url = f"http://{host}:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


class Request:
    def __init__(self, integration, key, body, status):
        self.integration, self.key, self.body, self.status = integration, key, body, status

    @property
    def is_accepted(self):
        return self.status < 300


class Ended:
    """How a run of the program ended: a code, or minus a signal; 124 when it had to be stopped."""

    def __init__(self, code, output, errors):
        self.code, self.output, self.errors = code, output, errors


class Lab:
    """One program, one endpoint, and a home that is made anew for every point.

    Integrations: 'single' messages and a 'digest' that are answered well, one that is 'failing', and one that is
    'closed' (disabled by hand; left out of a home without a past, which has no state at all); where they are wanted, 'mail',
    and 'chat', whose messages are long. In the spool: nine
    events in three files, two bad lines between them, and a file that is no event at all. A past is some segments of
    the ledger.
    """

    def __init__(self, program, folder=None, has_past=True, settings=None, has_mail=False, has_chat=False, segments=1):
        self.program = str(pathlib.Path(program).resolve())
        self.folder = pathlib.Path(folder or tempfile.mkdtemp(prefix="belfry-sweep.", dir=fastest_disk()))
        self.home = self.folder / "home"
        self.endpoint = Endpoint()
        self.most_memory = 0
        self.has_past, self.has_mail, self.has_chat, self.segments = has_past, has_mail, has_chat, segments
        self.settings = {"allowHTTP": True, "allowPrivate": True} | (settings or {})
        self.mails = self.folder / "mails"
        if has_mail:
            self.settings["mail"] = {"sendmail": self._make_mail_program(), "from": "belfry@example.com"}
        self.model = pathlib.Path(tempfile.mkdtemp(prefix="belfry-model."))
        self._make_model()

    def close(self):
        shutil.rmtree(self.model, ignore_errors=True)
        shutil.rmtree(self.home, ignore_errors=True)
        if not os.path.ismount(self.folder):
            shutil.rmtree(self.folder, ignore_errors=True)

    def _make_model(self):
        home = self.model
        for name in ["integrations", "spool/tmp", "spool/new", "spool/corrupt"]:
            (home / name).mkdir(parents=True)
        (home / "belfry.json").write_text(json.dumps(self.settings))
        self._integrate("single", concurrency=IN_FLIGHT["single"])
        self._integrate("digest", mode="digest", concurrency=IN_FLIGHT["digest"])
        self._integrate("failing", concurrency=2, retry={"schedule": ["1d", "1d", "1d"]})
        if self.has_mail:
            mail = {"name": "The mail", "type": "EMAIL", "to": ["ops@example.com"], "events": None}
            (home / "integrations/mail.json").write_text(json.dumps(mail))
        if self.has_chat:
            self._integrate("chat", type="DISCORD", mode="individual")
            template = home / "templates/discord/event.json.mustache"
            template.parent.mkdir(parents=True)
            template.write_text('{"content": "{{data.n}}", "data": {"n": {{{data.n}}} }, "long": "%s"}' % ("x" * LONG))
        if self.has_past:
            self._integrate("closed")
            for number in range(self.segments):
                word = "disable" if (self.segments - number) % 2 else "enable"
                self.ended_well(self.run(word, "closed", home=home))
        spool = home / "spool/new"
        lines = [event(n, id=f"e{n}") for n in range(1, 5)]
        (spool / "a.ndjson").write_text("\n".join(lines[:2] + ['{"event": '] + lines[2:]) + "\n")
        (spool / "b.json").write_text("[" + ",\n".join(event(n) for n in range(5, 9)) + ", 42]")
        (spool / "c.json").write_text(event(9))
        (spool / "d.json").write_text("no event")

    def _make_mail_program(self):
        """One that does as sendmail(8): what it got by the end of its input is a mail, be it the whole or not."""
        script = f"#!/bin/sh\ncd '{self.mails}' && cat >.$$ && mv .$$ $$\n"
        program = self.folder / "sendmail"
        program.write_text(script)
        program.chmod(0o700)
        return str(program)

    def _integrate(self, name, **more):
        settings = {"name": f"The {name}", "type": "RAW_WEBHOOK", "webhook": f"{self.endpoint.url}/{name}", "events": None}
        (self.model / f"integrations/{name}.json").write_text(json.dumps(settings | more))

    # a point

    def fresh(self):
        """A home as it was before anything happened."""
        shutil.rmtree(self.home, ignore_errors=True)
        shutil.copytree(self.model, self.home)
        shutil.rmtree(self.mails, ignore_errors=True)
        self.mails.mkdir()
        self.endpoint.requests.clear()
        self.endpoint.status = {"failing": 500}

    def run(self, *words, home=None, tracer=(), environment=None, limit=60, started=None, input=None, **options):
        """Runs `belfry WORDS` on the home, maybe under a tracer; `input` is text for it to read."""
        process = subprocess.Popen(
            [*tracer, self.program, *words],
            env={"PATH": "/usr/bin:/bin", "SWIFT_BACKTRACE": "enable=no", "BELFRY_HOME": str(home or self.home)}
            | (environment or {}),
            stdin=subprocess.DEVNULL if input is None else subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True, **options,
        )
        if started:
            started(process)
        try:
            output, errors = process.communicate(None if input is None else input.encode(), timeout=limit)
            code = process.returncode
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, 9)
            output, errors = process.communicate()
            code = 124
        return Ended(code, output.decode(errors="replace"), errors.decode(errors="replace"))

    def watch_memory(self, process):
        """Until it ends, notes the most memory that a run has held (what its parent holds does not count)."""

        def watch():
            place = pathlib.Path(f"/proc/{process.pid}")
            while process.returncode is None:
                try:
                    is_program = os.readlink(place / "exe") == self.program
                    found = re.search(r"VmHWM:\s+(\d+) kB", (place / "status").read_text())
                except OSError:
                    return
                if is_program and found:
                    self.most_memory = max(self.most_memory, int(found[1]) << 10)
                time.sleep(0.01)

        threading.Thread(target=watch, daemon=True).start()

    def ended_well(self, ended):
        if ended.code not in (0, 1):
            raise AssertionError(f"exit {ended.code}: {ended.errors.strip()}")
        return ended

    # the account

    def recover(self):
        """Mends the endpoint, enables what is closed, and runs until nothing is owed; what is wrong with that."""
        self.endpoint.status = {}
        try:
            if self.has_past:
                self.ended_well(self.run("enable", "closed"))
            for _ in range(3):
                report = json.loads(self.ended_well(self.run("run", "--force", "--json")).output)
                if report["totals"]["outstanding"] == 0 and report["totals"]["held"] == 0:
                    return self.imbalance()
        except (AssertionError, ValueError) as problem:
            return [f"the run after it: {problem}"]
        return [f"still owed after three runs: {report['totals']}"]

    def imbalance(self):
        """What is wrong with the account that Belfry gives of itself: each event delivered to each integration."""
        report = json.loads(self.ended_well(self.run("reconcile", "--json", "--since", "beginning")).output)
        rows = report["integrations"]
        wrong = [f"{row}" for row in rows if not row["matched"] == row["delivered"] == EVENTS]
        names = {path.stem for path in (self.home / "integrations").iterdir()}
        if {row["id"] for row in rows} != names or report["total"]["gap"]:
            wrong.append(f"{report['total']}")
        return [f"reconcile: {problem}" for problem in wrong + report["discrepancies"]]

    def account(self, requests=None):
        """Counts what arrived: (what is lost or wrong, how many accepted messages are repeats)."""
        requests = [r for r in (self.endpoint.requests if requests is None else requests) if r.is_accepted]
        problems, repeats = [], 0
        for name in ["single", "failing"] + ["closed"] * self.has_past + ["chat"] * self.has_chat:
            mine = first_of_each_key(requests, name, problems)
            numbers = sorted(json.loads(r.body)["data"]["n"] for r in mine)
            if numbers != list(range(1, EVENTS + 1)):
                problems.append(f"{name} was told of {numbers}")
            repeats += sum(r.integration == name for r in requests) - len(mine)
        digests = first_of_each_key(requests, "digest", problems)
        told = sum(json.loads(r.body)["data"]["totals"]["events"] for r in digests)
        if told != EVENTS:
            problems.append(f"the digests tell of {told} events")
        repeats += sum(r.integration == "digest" for r in requests) - len(digests)
        if self.has_mail:
            repeats += self._account_of_mails(problems)
        return problems + self._left_in_spool(), repeats

    def _account_of_mails(self, problems):
        """The same for the one digest by mail: all of its mails are whole, and the same."""
        mails = [path.read_bytes() for path in self.mails.iterdir() if not path.name.startswith(".")]
        cut = [mail for mail in mails if not mail.endswith(b"\n--=_belfry--\n")]
        if cut:
            problems.append(f"a mail was cut off after {len(cut[0])} bytes")
        ids = {line for mail in mails for line in mail.splitlines() if line.startswith(b"Message-ID:")}
        if len(ids) != 1:
            problems.append(f"{len(ids)} different mails")
        return len(mails) - 1

    def _left_in_spool(self):
        problems = [f"{p.name} is still in the spool" for p in (self.home / "spool/new").iterdir()]
        corrupt = {p.name for p in (self.home / "spool/corrupt").iterdir()}
        for name in ["a.ndjson", "b.json", "d.json"]:
            if name not in corrupt or f"{name}.reason.txt" not in corrupt:
                problems.append(f"{name} is not in quarantine with its reasons")
        return problems


def event(number, **more):
    return json.dumps({"event": "build:failure", "data": {"n": number}} | more)


def first_of_each_key(requests, integration, problems):
    """One request of each key; a repeat must be the same in every byte."""
    first = {}
    for request in requests:
        if request.integration == integration and first.setdefault(request.key, request).body != request.body:
            problems.append(f"{integration}: two bodies under the key {request.key}")
    return list(first.values())


def fastest_disk():
    """Memory, where there is some: a sweep makes thousands of homes."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
