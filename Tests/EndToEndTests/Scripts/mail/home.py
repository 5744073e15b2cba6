"""A home with one integration of type EMAIL, and the built program in it."""

import json
import os
import pathlib
import subprocess
import tempfile

BELFRY = os.environ["BELFRY"]
LOOPBACK = ["127.0.0.1", "::1"]


class Home:
    def __init__(self, mail, integration=None, **settings):
        self._folder = tempfile.TemporaryDirectory()
        self.path = pathlib.Path(self._folder.name, "home")
        subprocess.run([BELFRY, "init", self.path], check=True, stdout=subprocess.DEVNULL)
        mail = {"from": "Belfry <belfry@example.com>"} | mail
        self.write("belfry.json", {"allowAddresses": LOOPBACK, "mail": mail} | settings)
        target = {"name": "Ops by mail", "type": "EMAIL", "to": ["ops@example.com"], "events": ["**"]}
        self.write("integrations/ops.json", target | {"timeout": "5s"} | (integration or {}))

    def close(self):
        self._folder.cleanup()

    def write(self, name, content):
        """A text, or a value as JSON."""
        file = self.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content if isinstance(content, str) else json.dumps(content))
        file.chmod(0o600)

    def belfry(self, *arguments):
        environment = {"PATH": "/usr/bin:/bin", "SWIFT_BACKTRACE": "enable=no", "BELFRY_HOME": str(self.path)}
        return subprocess.run(
            [BELFRY, *arguments], env=environment, capture_output=True, text=True, timeout=60, cwd=self.path
        )

    def spool(self, *data, event="build:failure"):
        """Events that have these data, in this order."""
        events = [{"event": event, "createdAt": f"2026-03-02T05:59:{n:02}Z", "data": each} for n, each in enumerate(data)]
        self.write("spool/new/events.ndjson", "".join(json.dumps(each) + "\n" for each in events))

    def records(self):
        """Everything that was written down: the text of all that lies in the home, but for its configuration."""
        files = [file for folder in ("state", "reports") for file in (self.path / folder).rglob("*") if file.is_file()]
        return b"".join(file.read_bytes() for file in files)
