#!/usr/bin/env python3
"""A million events for a thousand integrations, round after round: `load.py PROGRAM [--scale S] [--rounds N]`.

The whole (`--scale 1`) takes minutes and two gigabytes; `--scale 0.01` is a smoke test. Nine in ten integrations get
digests, the others each event by itself. Every round is a day later, spools its events, runs until nothing is owed, and
counts: each event arrived once where it matched. Memory stays within its limit, and from the third round on the state
grows no more, since what is older than `retention` goes.
"""

import argparse
import collections
import datetime
import json
import os
import pathlib
import re
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "Sweeps"))

from lab import Lab  # noqa: E402

EVENTS, INTEGRATIONS, FILES = 1_000_000, 1_000, 1_000
MOST_MEMORY = 96 << 20
# Beyond what the first two rounds have left.
MOST_GROWTH = 1.1
# What is older than retention is told by the files' times too: those of the real clock.
START = datetime.datetime.now(datetime.timezone.utc)


class Load:
    def __init__(self, program, scale):
        self.events, self.targets = int(EVENTS * scale), max(10, int(INTEGRATIONS * min(1, scale * 10)))
        self.memory = 0
        self.files = max(3, int(FILES * scale))
        self.lab = Lab(program, has_past=False, settings={"retention": "1d", "allowUnknownEvents": True})
        self.lab.fresh()
        for path in [*(self.lab.home / "integrations").iterdir(), *(self.lab.home / "spool/new").iterdir()]:
            path.unlink()
        for number in range(self.targets):
            settings = {
                "name": f"Target {number}", "type": "RAW_WEBHOOK", "webhook": f"{self.lab.endpoint.url}/{number}",
                "mode": "individual" if number % 10 == 1 else "digest", "from": "beginning",
                "events": [f"load:{number}"], "concurrency": 2,
            }
            (self.lab.home / f"integrations/t{number}.json").write_text(json.dumps(settings))

    def spool(self, round):
        for file in range(self.files):
            name = f"{round}-{file}.ndjson"
            aside = self.lab.home / f"spool/tmp/{name}"
            aside.write_text("".join(self.event(round, n) for n in range(file, self.events, self.files)))
            aside.rename(self.lab.home / f"spool/new/{name}")

    def event(self, round, number):
        data = {"n": number, "project": {"id": f"p{number % 50}"}, "text": "x" * 350}
        event = {"event": f"load:{number % self.targets}", "id": f"{round}-{number}", "data": data}
        return json.dumps(event) + "\n"

    def deliver(self, round):
        """Runs until nothing is owed; (seconds, problems)."""
        now, seconds = START + datetime.timedelta(days=round), 0.0
        for attempt in range(10):
            started = time.monotonic()
            at = (now + datetime.timedelta(hours=attempt)).isoformat().replace("+00:00", "Z")
            words = ["run", "--json", "--max-runtime", "1h", "--now", at]
            ended = self.lab.run(*words, limit=7200, started=self.watch_memory)
            seconds += time.monotonic() - started
            if ended.code:
                return seconds, [f"exit {ended.code}: {ended.errors[:500]}"]
            totals = json.loads(ended.output)["totals"]
            if totals["outstanding"] == totals["held"] == 0:
                return seconds, []
        return seconds, [f"still owed after ten runs: {totals}"]

    def watch_memory(self, process):
        """Until it ends, notes the most memory that a run has held (what its parent holds does not count)."""

        def watch():
            place = pathlib.Path(f"/proc/{process.pid}")
            while process.returncode is None:
                try:
                    is_program = os.readlink(place / "exe") == self.lab.program
                    found = re.search(r"VmHWM:\s+(\d+) kB", (place / "status").read_text())
                except OSError:
                    return
                if is_program and found:
                    self.memory = max(self.memory, int(found[1]) << 10)
                time.sleep(0.01)

        threading.Thread(target=watch, daemon=True).start()

    def account(self):
        told, keys = collections.Counter(), set()
        for request in self.lab.endpoint.requests:
            if request.key not in keys:
                data = json.loads(request.body)["data"]
                told[int(request.integration)] += data["totals"]["events"] if "totals" in data else 1
            keys.add(request.key)
        repeats = len(self.lab.endpoint.requests) - len(keys)
        self.lab.endpoint.requests.clear()
        expected = collections.Counter(n % self.targets for n in range(self.events))
        wrong = [f"target {n} was told of {told[n]} events" for n in range(self.targets) if told[n] != expected[n]]
        return wrong[:5] + ([f"{repeats} repeats"] if repeats else [])

    def state_size(self):
        return sum(path.stat().st_size for path in (self.lab.home / "state").rglob("*") if path.is_file())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", help="the built program")
    parser.add_argument("--scale", type=float, default=0.01, help="1: a million events")
    parser.add_argument("--rounds", type=int, default=1, help="many: a soak")
    arguments = parser.parse_args()
    load, sizes, bad = Load(arguments.program, arguments.scale), [], 0
    for round in range(arguments.rounds):
        load.spool(round)
        seconds, problems = load.deliver(round)
        problems += load.account()
        sizes.append(load.state_size())
        if load.memory > MOST_MEMORY:
            problems.append(f"{load.memory >> 20} MiB of memory are too many")
        if round > 2 and sizes[-1] > MOST_GROWTH * max(sizes[:3]):
            problems.append(f"the state grows: {[size >> 10 for size in sizes]} KiB")
        bad += bool(problems)
        print(
            f"round {round}: {load.events} events, {load.targets} integrations, {seconds:.1f} s, at most "
            f"{load.memory >> 20} MiB of memory, {sizes[-1] >> 20} MiB of state" + "".join(f"\n  BAD {p}" for p in problems),
            flush=True,
        )
    load.lab.close()
    print(f"load.py: {arguments.rounds} rounds, {bad} lost or wrong")
    sys.exit(1 if bad else 0)


main()
