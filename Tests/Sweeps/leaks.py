#!/usr/bin/env python3
"""Plants a secret wherever one can be configured, has every peer echo what it was told, and looks for it everywhere.

Peers repeat addresses, headers and passwords in their answers: as they came, as in URLs, and as base64. Then all that
the commands print and all that they write (reports, metrics, ledger, event log, quarantine) is searched for each secret
in each of these forms; so are the arguments of every process while a message is on its way, and the environment of a
mail program. A point is a secret in a place; it counts as reached when its peer was told the secret.
"""

import base64
import http.server
import json
import pathlib
import shutil
import socketserver
import threading
import urllib.parse

from certificates import Authority, leave_without_openssl
from lab import Lab
from sweep import Sweep

KEY = base64.b64encode(b"the-signing-key-in-32-bytes-0042").decode()
# Name of the place: what must not be seen.
SECRETS = {
    "slack address": "T00/B00/Sl4ckS3cr3tOfAddress",
    "discord address": "D1sc0rdS3cretOfAddress_-x",
    "teams address": "T3amsS3cretOfAddress",
    "workflow address": "W0rkfl0wS1gnature",
    "raw address": "R4wT0kenOfAddress",
    "token in a file": "T0ken/In+A File=42",
    "token in the environment": "T0kenOfTheEnvironment",
    "token of systemd": "T0kenOfSystemd",
    "token in the text": 'T0ken"In\\TheText',
    "signing key": KEY,
    "proxy password": "Pr0xyP@ssword",
    "mail password": "M4ilP@ssword:42",
    "broken address": "Br0kenS3cretOfAddress",
    "added address": "T00/B00/4ddedS3cretOfAddress",
    "added address of a hook": "T00/B00/H00kS3cretOfAddress",
    "added token": "4ddedT0ken:42",
    "added signing key": base64.b64encode(b"an-added-signing-key-of-32-bytes").decode(),
    "added mail password": "4ddedM4ilP@ssword",
}


# It takes the mail and looks at itself.
MAIL_PROGRAM = """#!/bin/sh
cat > /dev/null
for file in cmdline environ; do tr '\\0' '\\n' < /proc/$$/$file; done >> '%s'
echo "no: $*" >&2
exit 75
"""


def forms(secret):
    """The secret as it may be written: itself, in JSON, in a URL, and within any base64."""
    found = {secret, json.dumps(secret)[1:-1], urllib.parse.quote(secret, safe=""), urllib.parse.quote(secret)}
    for shift in range(3):
        coded = base64.b64encode(b"\0" * shift + secret.encode() + b"\0" * (-(shift + len(secret)) % 3))
        # What the neighbours have no part in.
        found.add(coded[(0, 2, 3)[shift] : len(coded) - 4].decode())
    return found


class Peers:
    """An HTTP endpoint that is the proxy too, and a mail server; both echo what they were told."""

    def __init__(self, authority):
        self.told = ""
        # Their process lists, one for each time they were asked.
        self.processes = []
        peers = self

        class HTTP(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                values = [self.path, *self.headers.values()]
                body, echo = peers.echo(values)
                self.send_response(403, "not " + echo[:300].replace("\n", " "))
                self.send_header("X-Echo", echo[:2000].replace("\n", " "))
                self.send_header("Location", self.path)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        class Mail(socketserver.StreamRequestHandler):
            def handle(self):
                self.wfile.write(b"220 mail\r\n")
                for line in self.rfile:
                    word = line[:4].upper()
                    if word == b"EHLO":
                        self.wfile.write(b"250-mail\r\n250 AUTH PLAIN LOGIN\r\n")
                    elif word == b"QUIT":
                        return
                    elif line.strip().upper() == b"AUTH PLAIN":
                        self.wfile.write(b"334 \r\n")
                    else:
                        self.wfile.write(b"535 refused: " + self.answer(line) + b"\r\n")

            def answer(self, line):
                coded = line.split()[-1]
                try:
                    plain = base64.b64decode(coded, validate=True).decode()
                except ValueError:
                    return line.strip()
                secret = plain.split("\0")[-1]
                peers.told += secret
                return f"{coded.decode()} {secret} {urllib.parse.quote(secret, safe='')}".encode()

        self.http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), HTTP)
        self.mail = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Mail)
        self.mail.socket = authority.context().wrap_socket(self.mail.socket, server_side=True)
        for server in (self.http, self.mail):
            server.daemon_threads = True
            threading.Thread(target=server.serve_forever, daemon=True).start()
        self.count = 0

    def echo(self, values):
        """By turns: as it came, decoded, in the manner of URLs, in base64."""
        for value in list(values):
            if value.startswith("Basic "):
                values.append(base64.b64decode(value[6:]).decode())
            values.append(urllib.parse.unquote(value))
        self.told += "\n".join(values)
        self.processes.append(process_list())
        self.count += 1
        coders = [
            str,
            lambda v: urllib.parse.quote(v, safe=""),
            lambda v: base64.b64encode(v.encode()).decode(),
            lambda v: json.dumps(v)[1:-1],
        ]
        text = "\n".join(coders[self.count % len(coders)](value) for value in dict.fromkeys(values))
        return text.encode(errors="replace"), text


def process_list():
    """What `ps` shows of all processes."""
    lines = []
    for path in pathlib.Path("/proc").glob("[0-9]*/cmdline"):
        try:
            lines.append(path.read_bytes().replace(b"\0", b" ").decode(errors="replace"))
        except OSError:
            """It has ended."""
    return "\n".join(lines)


def furnish(lab, peers, authority):
    home = lab.home
    lab.fresh()
    shutil.rmtree(home / "integrations")
    for folder in ["integrations", "secrets", "credentials"]:
        (home / folder).mkdir(mode=0o700)

    def integrate(name, type, webhook=None, **more):
        settings = {"name": f"The {name}", "type": type, "events": None} | more
        if webhook:
            settings["webhook"] = f"http://127.0.0.1:{peers.http.server_port}/{webhook}"
        (home / f"integrations/{name}.json").write_text(json.dumps(settings))

    def keep(path):
        (home / path).touch(mode=0o600)
        return home / path

    integrate("slack", "SLACK", "services/" + SECRETS["slack address"])
    integrate("discord", "DISCORD", "api/webhooks/1/" + SECRETS["discord address"])
    integrate("teams", "TEAMS", "webhookb2/" + SECRETS["teams address"])
    integrate("workflow", "TEAMS_WORKFLOWS", "workflows/x?sig=" + SECRETS["workflow address"])
    integrate("raw", "RAW_WEBHOOK", "hook?token=" + SECRETS["raw address"])
    keep("secrets/token").write_text(SECRETS["token in a file"] + "\n")
    keep("credentials/token").write_text(SECRETS["token of systemd"])
    keep("secrets/mail").write_text(SECRETS["mail password"])
    user = urllib.parse.quote(SECRETS["proxy password"], safe="")
    keep("secrets/proxy").write_text(f"http://ops:{user}@127.0.0.1:{peers.http.server_port}\n")
    integrate("file", "RAW_WEBHOOK", "a", secret={"file": "secrets/token"})
    integrate("environment", "RAW_WEBHOOK", "b", secret={"env": "PLANTED_TOKEN"})
    integrate("systemd", "RAW_WEBHOOK", "c", secret={"credential": "token"})
    integrate("text", "RAW_WEBHOOK", "d", secret=SECRETS["token in the text"])
    integrate("signed", "RAW_WEBHOOK", "e", signing={"secret": "whsec_" + KEY})
    integrate("mail", "EMAIL", to=["ops@example.com"])
    program = home / "sendmail"
    program.write_text(MAIL_PROGRAM % (home / "seen-by-sendmail"))
    program.chmod(0o700)
    integrate("program", "EMAIL", to=["ops@example.com"], mail={"sendmail": str(program)})
    for file in (home / "integrations").iterdir():
        file.chmod(0o600)
    mail = {
        "server": f"smtps://127.0.0.1:{peers.mail.server_address[1]}", "from": "belfry@example.com",
        "user": "ops", "password": {"file": "secrets/mail"},
    }
    settings = {
        "mail": mail, "proxy": {"file": "secrets/proxy"}, "defaults": {"disable": False},
        "caFile": authority.file,
    }
    (home / "belfry.json").write_text(json.dumps(lab.settings | settings))


COMMANDS = [
    "check -v", "list", "list --json", "status -v", "status --json", "queue -l", "queue --json", "queue --failed -l",
    "queue --failed --json", "reconcile", "reconcile --json", "report --detail", "report --format html",
    "report --format md --detail", "report --format csv --detail", "report --json --detail", "schema integration",
    "report --format text --detail", "config", "config --json", "doctor --dry-run", "prune --dry-run", "mute list",
    "events", "help --man", "completion bash", "completion zsh", "completion fish", "schema settings", "schema event",
    "render -i raw", "render -i slack --json", "explain e1", "explain e1 --json", "test raw --dry-run",
    "resend -v --failed --yes", "requeue ALL --yes -v", "hold ALL --yes -v", "release ALL --yes -v", "run -n --json",
]


def added():
    """Bodies for 'add', every secret of which belongs in a file of its own."""
    hook = {"format": "slack", "url": "https://hooks.slack.com/services/" + SECRETS["added address of a hook"]}
    mail = {"from": "belfry@example.com", "user": "ops", "password": SECRETS["added mail password"]}
    signing = {"secret": ["whsec_" + SECRETS["added signing key"]]}
    yield {"type": "SLACK", "webhook": "https://hooks.slack.com/services/" + SECRETS["added address"]}
    yield {"urls": [{"url": "https://a.example/x"}, hook]}
    yield {"type": "RAW_WEBHOOK", "webhook": "https://a.example/x", "secret": SECRETS["added token"], "signing": signing}
    yield {"type": "EMAIL", "to": ["ops@example.com"], "mail": {"server": "smtps://mail.example"} | mail}


def outputs(lab, peers):
    """Name and text of everything that comes out."""
    environment = {
        "PLANTED_TOKEN": SECRETS["token in the environment"],
        "CREDENTIALS_DIRECTORY": str(lab.home / "credentials"),
    }

    def run(words):
        ended = lab.run(*words.split(), environment=environment)
        if ended.code in (3, 64):
            raise SystemExit(f"leaks.py: {words}: {ended.errors}")
        yield words, ended.output + ended.errors

    names = [path.stem for path in (lab.home / "integrations").iterdir()]
    for words in ["run -v --max-runtime 1s", *["run --force --json --max-runtime 1s"] * 4, *COMMANDS]:
        yield from run(words)
    for name in names:
        for words in ["test", "list --json", "config", "config --json", "schedule", "schedule --json"]:
            yield from run(f"{words} {name}")
    deliveries = [json.loads(line)["id"] for line in lab.run("queue", "--json", environment=environment).output.splitlines()]
    for chosen in (deliveries[i : i + 20] for i in range(0, len(deliveries), 20)):
        for words in ["show", "show --json"]:
            yield from run(" ".join([words, *chosen]))
    yield "the process list", "\n".join(peers.processes)
    yield "a mail program", (lab.home / "seen-by-sendmail").read_text()
    for number, body in enumerate(added()):
        text = json.dumps({"name": f"Added {number}", "events": None} | body)
        for words in ["add - --dry-run", "add -"]:
            ended = lab.run(*words.split(), environment=environment, input=text)
            if ended.code != 0:
                raise SystemExit(f"leaks.py: {words}: {ended.errors}")
            yield words, ended.output + ended.errors
        path = lab.home / f"integrations/added-{number}.json"
        yield path.name, path.read_text()
    # Everything is wrong in one line, and the line is shown below the message.
    broken = '{"name": "Broken", "typ": "SLACK", "webhook": "ftp://hooks.slack.com/services/%s"}'
    (lab.home / "integrations/broken.json").write_text(broken % SECRETS["broken address"])
    for words in ["check", "run", "check --json"]:
        yield from run(words)
    for place in ["reports", "state", "spool"]:
        for path in pathlib.Path(lab.home / place).rglob("*"):
            if path.is_file():
                yield str(path.relative_to(lab.home)), path.read_text(errors="replace")


def main():
    sweep = Sweep(__doc__, most_repeats=0)
    leave_without_openssl()
    lab = Lab(sweep.arguments.program, has_past=False)
    authority = Authority(lab.folder, ["127.0.0.1"])
    peers = Peers(authority)
    furnish(lab, peers, authority)
    found = list(outputs(lab, peers))
    for place, secret in sweep.chosen(list(SECRETS.items())):
        needles = forms(secret)
        seen = [name for name, text in found if any(needle in text for needle in needles)]
        # A key only signs, and what is broken or was only added goes nowhere.
        is_told = place in ("signing key", "broken address") or place.startswith("added ") or any(form in peers.told for form in needles)
        sweep.judge(place, [f"seen in {', '.join(seen)}"] if seen else [], is_hit=is_told)
        if not is_told:
            print(f"{place}: no peer was told")
    lab.close()
    sweep.end()


main()
