#!/usr/bin/env python3
"""A week of cron, every five minutes: `soak.py PROGRAM [--runs N] [--kills SHARE]`, by default 2,000 runs.

The clock is the one that `--now` tells, and is moved on by hand. Events come and go, each endpoint is out of order for
some hours now and then, digests are cut by their schedules, an integration is disabled and enabled again, and some runs
are killed at a random moment. After every hundred runs the account is asked for: nothing may be missing, and what is
told has to have arrived. At the end all are well for two days: every event has arrived at each integration, memory has
stayed within its limit, and the state has stopped growing.
"""

import argparse
import collections
import datetime
import json
import pathlib
import random
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "Sweeps"))

from lab import MOST_MEMORY, Lab  # noqa: E402

INTEGRATIONS = {
    "single": {}, "ordered": {"concurrency": 1}, "each-run": {"mode": "digest"},
    "hourly": {"mode": "digest", "digest": {"every": "1h"}},
    "daily": {"mode": "digest", "digest": {"at": ["09:00"]}},
    "quiet": {"mode": "digest", "digest": {"every": "30m", "quiet": {"from": "22:00", "to": "07:00"}}},
    "switched": {"mode": "digest", "digest": {"immediate": ["*:failure"]}},
}
STEP = datetime.timedelta(minutes=5)
RETENTION = datetime.timedelta(days=2)
# Beyond what the state was at its largest in the first half.
MOST_GROWTH = 1.25
# Attempts in flight, those of all integrations: so many may be repeated behind a kill.
MOST_FLIGHTS = 8 + 1 + 5


class Soak:
    def __init__(self, program, share_killed):
        self.share_killed, self.dice = share_killed, random.Random(1)
        self.now = self.start = datetime.datetime.now(datetime.timezone.utc)
        self.events, self.killed, self.ill_until = 0, 0, {}
        # How long a run takes that comes to its end: a kill strikes at any moment of that.
        self.usual_seconds = 0.05
        self.lab = Lab(program, has_past=False, settings={"retention": f"{RETENTION.days}d"})
        self.lab.fresh()
        for path in [*(self.lab.home / "integrations").iterdir(), *(self.lab.home / "spool/new").iterdir()]:
            path.unlink()
        for name, own in INTEGRATIONS.items():
            retry = {"schedule": ["5m", "15m", "1h"] + ["2h"] * 40, "expireAfter": "10d"}
            settings = {
                "name": f"The {name}", "type": "RAW_WEBHOOK", "webhook": f"{self.lab.endpoint.url}/{name}",
                "events": None, "from": "beginning", "retry": retry,
            }
            (self.lab.home / f"integrations/{name}.json").write_text(json.dumps(settings | own))

    @property
    def time(self):
        return self.now.isoformat().replace("+00:00", "Z")

    # what happens

    def befall(self):
        """What has happened since the last run."""
        self.now += STEP
        for name in INTEGRATIONS:
            until = self.ill_until.get(name)
            if until and until <= self.now:
                del self.ill_until[name]
                self.lab.endpoint.status.pop(name, None)
            elif not until and self.dice.random() < 0.01:
                self.ill_until[name] = self.now + datetime.timedelta(hours=self.dice.uniform(0.1, 6))
                self.lab.endpoint.status[name] = self.dice.choice([500, 503, 404, 429, 302])
        if self.dice.random() < 0.02:
            self.run(self.dice.choice(["enable", "disable"]), "switched")
        if self.dice.random() < 0.7:
            self.spool(self.dice.choice([1, 1, 1, 2, 5, 40]))

    def spool(self, count):
        lines = []
        for _ in range(count):
            self.events += 1
            type = self.dice.choice(["build:failure", "build:success", "backup:success"])
            lines.append(json.dumps({"event": type, "createdAt": self.time, "data": {"n": self.events}}) + "\n")
        aside = self.lab.home / f"spool/tmp/{self.events}.ndjson"
        aside.write_text("".join(lines))
        aside.rename(self.lab.home / f"spool/new/{self.events}.ndjson")

    def run(self, *words, **options):
        ended = self.lab.run(*words, "--now", self.time, **options)
        if ended.code not in (0, 1, -9):
            raise SystemExit(f"soak.py: {self.time}: belfry {words}: exit {ended.code}: {ended.errors[:900]}")
        return ended

    def cron(self):
        is_killed = self.dice.random() < self.share_killed
        seconds = self.dice.uniform(0, self.usual_seconds)

        def begin(process):
            self.lab.watch_memory(process)
            if is_killed:
                threading.Timer(seconds, process.kill).start()

        started = time.monotonic()
        was_killed = self.run("run", "--max-runtime", "5s", started=begin).code == -9
        self.killed += was_killed
        if not is_killed:
            self.usual_seconds += (time.monotonic() - started - self.usual_seconds) / 10

    def be_well(self):
        """Two days, in which each schedule comes round."""
        self.lab.endpoint.status.clear()
        self.run("enable", "switched")
        for _ in range(48):
            self.now += datetime.timedelta(hours=1)
            self.run("run")

    # the account

    def imbalance(self):
        """What Belfry says is missing, or is told and has not arrived."""
        ended = self.run("reconcile", "--json", "--since", "beginning")
        report = json.loads(ended.output)
        problems = [f"reconcile: exit {ended.code}: {report['total']}"] if ended.code or report["total"]["gap"] else []
        problems += report["discrepancies"]
        told, _ = self.told()
        for row in report["integrations"]:
            if row["delivered"] + row["pruned"] > told[row["id"]]:
                problems.append(f"{row['id']}: {told[row['id']]} came, and it says {row}")
        return problems

    def told(self):
        """How many events each was told of, a repeat not counted, and how many repeats there were."""
        told, bodies = collections.Counter(), {}
        requests = [request for request in self.lab.endpoint.requests if request.is_accepted]
        for request in requests:
            if bodies.setdefault(request.key, request) is not request:
                if bodies[request.key].body != request.body:
                    raise SystemExit(f"soak.py: two bodies under the key {request.key}")
                continue
            data = json.loads(request.body)["data"]
            told[request.integration] += data["totals"]["events"] if "totals" in data else 1
        return told, len(requests) - len(bodies)

    def state_size(self):
        return sum(path.stat().st_size for path in (self.lab.home / "state").rglob("*") if path.is_file())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", help="the built program")
    parser.add_argument("--runs", type=int, default=2000, help="how often cron rings; with 4032 a fortnight")
    parser.add_argument("--kills", type=float, default=0.6, help="the share of runs struck at; some have ended by then")
    arguments = parser.parse_args()
    soak, started, problems, sizes = Soak(arguments.program, arguments.kills), time.monotonic(), [], []
    for number in range(1, arguments.runs + 1):
        soak.befall()
        soak.cron()
        sizes.append(soak.state_size())
        if number % 100 == 0:
            problems += [f"run {number}: {problem}" for problem in soak.imbalance()]
            print(f"run {number}: {soak.killed} killed, {soak.events} events, {sizes[-1] >> 10} KiB", flush=True)
    soak.be_well()
    problems += soak.imbalance()
    told, repeats = soak.told()
    problems += [f"{name} was told of {told[name]}" for name in INTEGRATIONS if told[name] != soak.events]
    half = len(sizes) // 2
    if max(sizes[half:]) > MOST_GROWTH * max(sizes[:half]) and soak.now - soak.start > 2 * RETENTION:
        problems.append(f"the state grows: {[size >> 10 for size in sizes[::100]]} KiB")
    if repeats > soak.killed * MOST_FLIGHTS:
        problems.append(f"{repeats} repeats")
    if not 0 < soak.lab.most_memory <= MOST_MEMORY:
        problems.append(f"{soak.lab.most_memory >> 20} MiB of memory")
    if soak.killed == 0:
        problems.append("no run was killed, so this proves nothing")
    soak.lab.close()
    print(*(f"BAD  {problem}" for problem in problems), sep="\n", end="\n" if problems else "")
    print(
        f"soak.py: {arguments.runs} runs, {soak.killed} killed, {soak.events} events to {len(INTEGRATIONS)} "
        f"integrations, {len(problems)} lost or wrong, {repeats} repeats in all, at most "
        f"{soak.lab.most_memory >> 20} MiB of memory and {max(sizes) >> 10} KiB of state, "
        f"{time.monotonic() - started:.0f} s"
    )
    sys.exit(1 if problems else 0)


main()
