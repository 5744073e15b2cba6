#!/usr/bin/env python3
"""A million events for a thousand integrations, round after round: `load.py PROGRAM [--scale S] [--rounds N]`.

The whole (`--scale 1`) takes minutes and two gigabytes; `--scale 0.01` is a smoke test. Most integrations get digests,
the others each event by itself. Of a hundred, five fail, two hang and two answer 429, each kind on a host of its own.
Every round is a day later: it spools its events, kills some runs at random, and lets others use up their time. Then

- the healthy ones have been told of everything, in the first run that comes to its end if they are few: who hangs does
  so for as long as a run has time, so that nobody can have waited for that;
- the account by `belfry reconcile` is even, and says the same of each;
- once all are mended each event has arrived, and once, but for what a kill left without an outcome.

Memory stays within its limit, and from the third round on the state grows no more, since what is older than `retention`
goes.
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

from lab import MOST_MEMORY, Endpoint, Lab  # noqa: E402

EVENTS, INTEGRATIONS, FILES = 1_000_000, 1_000, 1_000
# Of a hundred integrations the first ones, in this order; each kind on a host of its own.
ILL = ["failing"] * 5 + ["hanging"] * 2 + ["limited"] * 2
KILLS = 3
# Attempts in flight over all integrations, so many may be repeated behind a kill (Runner.docc/Scheduling.md).
MOST_FLIGHTS = 256
# Beyond what the first three rounds have left.
MOST_GROWTH = 1.1
# What is older than retention is told by the files' times too: those of the real clock.
START = datetime.datetime.now(datetime.timezone.utc)


class Endpoints:
    """Where the healthy are, and one host for each kind of ill ones, until they are mended."""

    def __init__(self, healthy):
        self.healthy = healthy
        self.of_kind = {kind: Endpoint(f"127.0.0.{place}") for place, kind in enumerate(dict.fromkeys(ILL), start=2)}
        self.is_over = threading.Event()
        self.of_kind["hanging"].when_asked = lambda: self.is_over.wait()
        self.of_kind["limited"].headers = {"Retry-After": "3600"}

    def fall_ill(self):
        self.is_over.clear()
        self.of_kind["failing"].usual_status = 500
        self.of_kind["limited"].usual_status = 429

    def mend(self):
        self.is_over.set()
        for endpoint in self.of_kind.values():
            endpoint.usual_status = 204

    def url(self, number):
        return f"{self.of_kind.get(kind(number), self.healthy).url}/{number}"

    def requests(self):
        return [each for endpoint in [self.healthy, *self.of_kind.values()] for each in list(endpoint.requests)]

    def forget(self):
        for endpoint in [self.healthy, *self.of_kind.values()]:
            endpoint.requests.clear()


def kind(number):
    return dict(enumerate(ILL)).get(number % 100, "healthy")


def is_individual(number):
    """Of the ill ones some of every kind."""
    return number % 10 == 3 or number % 100 in (5, 7)


class Load:
    def __init__(self, program, scale):
        self.events, self.targets = int(EVENTS * scale), max(100, int(INTEGRATIONS * min(1, scale * 10)))
        self.files = max(3, int(FILES * scale))
        self.budget = 4 + int(86 * scale)
        self.now, self.runs, self.dice = START, 0, random.Random(1)
        self.lab = Lab(program, has_past=False, settings={"retention": "1d", "allowUnknownEvents": True})
        self.endpoints = Endpoints(self.lab.endpoint)
        self.lab.fresh()
        for path in [*(self.lab.home / "integrations").iterdir(), *(self.lab.home / "spool/new").iterdir()]:
            path.unlink()
        for number in range(self.targets):
            settings = {
                "name": f"Target {number}", "type": "RAW_WEBHOOK", "webhook": self.endpoints.url(number),
                "mode": "individual" if is_individual(number) else "digest", "from": "beginning",
                "events": [f"load:{number}"], "timeout": f"{self.budget}s",
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
        type, id = f"load:{number % self.targets}", f"{round}-{number}"
        return json.dumps({"event": type, "id": id, "createdAt": self.time, "data": data}) + "\n"

    # runs

    @property
    def time(self):
        return self.now.isoformat().replace("+00:00", "Z")

    def run(self, minutes, started=lambda _: None):
        """One run, so long after the last: what it came to, or `None` if it was killed."""
        self.now += datetime.timedelta(minutes=minutes)
        self.runs += 1

        def watch(process):
            self.lab.watch_memory(process)
            started(process)

        words = ["run", "--json", "--max-runtime", f"{self.budget}s", "--now", self.time]
        ended = self.lab.run(*words, limit=7200, started=watch)
        if ended.code not in (0, 1, -9):
            raise AssertionError(f"exit {ended.code}: {ended.errors[:500]}")
        return None if ended.code == -9 else json.loads(ended.output)

    def killed_run(self):
        """At a moment chosen at random: after so long, or with so many requests."""
        if self.dice.random() < 0.5:
            seconds = self.dice.uniform(0, 0.1 + 10 * self.events / EVENTS)
            return self.run(5, lambda process: threading.Timer(seconds, process.kill).start())
        left = iter(range(self.dice.randrange(1, self.events // 20)))

        def begin(process):
            self.lab.endpoint.when_asked = lambda: next(left, None) is None and process.kill()

        report = self.run(5, begin)
        self.lab.endpoint.when_asked = lambda: None
        return report

    def deliver(self, problems):
        """To the healthy while the others are ill, then to all: how many runs came to their end for each."""
        counts = []
        for is_done, minutes in [(self.healthy_are_told, 5), (self.nothing_is_owed, 120)]:
            for count in range(1, 10):
                report = self.run(minutes)
                if is_done(report):
                    break
            else:
                problems.append(f"not done after nine runs: {report['totals']}")
            counts.append(count)
            problems += self.imbalance(is_mended=minutes > 5)
            self.endpoints.mend()
        return counts

    def nothing_is_owed(self, report):
        return report["totals"]["outstanding"] == report["totals"]["held"] == 0

    def healthy_are_told(self, _):
        told, _ = self.told()
        return all(told[n] == self.expected(n) for n in range(self.targets) if kind(n) == "healthy")

    # the account

    def expected(self, number):
        return len(range(number, self.events, self.targets))

    def told(self):
        """How many events each was told of, a repeat not counted, and how many repeats the healthy got."""
        told, keys, repeats = collections.Counter(), set(), 0
        for request in self.endpoints.requests():
            if not request.is_accepted:
                continue
            number = int(request.integration)
            if request.key in keys:
                repeats += kind(number) == "healthy"
                continue
            keys.add(request.key)
            data = json.loads(request.body)["data"]
            told[number] += data["totals"]["events"] if "totals" in data else 1
        return told, repeats

    def imbalance(self, is_mended):
        """What is wrong with the account that Belfry gives."""
        ended = self.lab.run("reconcile", "--json", "--since", "1d", "--now", self.time, limit=7200)
        report = json.loads(ended.output)
        total, problems = report["total"], [] if ended.code == 0 else [f"reconcile: exit {ended.code}"]
        if (total["matched"], total["gap"]) != (self.events, 0) or is_mended and total["delivered"] != self.events:
            problems.append(f"reconcile: {total}")
        for row in report["integrations"]:
            number = int(row["id"].strip("t"))
            if (is_mended or kind(number) == "healthy") and row["delivered"] != self.expected(number):
                problems.append(f"reconcile: {row['id']}: {row['delivered']} of {self.expected(number)} delivered")
        return problems[:5]

    def account(self):
        told, repeats = self.told()
        self.endpoints.forget()
        wrong = [f"target {n} was told of {told[n]} events" for n in range(self.targets) if told[n] != self.expected(n)]
        if repeats > KILLS * MOST_FLIGHTS:
            wrong.append(f"{repeats} repeats")
        return wrong[:5], repeats

    def state_size(self):
        return sum(path.stat().st_size for path in (self.lab.home / "state").rglob("*") if path.is_file())

    def round(self, number):
        """(problems, what to tell)"""
        self.now, self.runs, problems = START + datetime.timedelta(days=number), 0, []
        self.endpoints.fall_ill()
        self.spool(number)
        started = time.monotonic()
        kills = sum(self.killed_run() is None for _ in range(KILLS))
        counts = self.deliver(problems)
        seconds = time.monotonic() - started
        wrong, repeats = self.account()
        problems += wrong
        if not 0 < self.lab.most_memory <= MOST_MEMORY:
            problems.append(f"{self.lab.most_memory >> 20} MiB of memory")
        return problems, (
            f"{self.runs} runs of {self.budget} s, {kills} killed, the healthy told in {counts[0]} more, all in "
            f"{counts[1]}; {repeats} repeats, {seconds:.0f} s, at most {self.lab.most_memory >> 20} MiB of memory"
        )


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", help="the built program")
    parser.add_argument("--scale", type=float, default=0.01, help="1: a million events")
    parser.add_argument("--rounds", type=int, default=1, help="days")
    arguments = parser.parse_args()
    load, sizes, bad = Load(arguments.program, arguments.scale), [], 0
    print(f"load.py: {load.events} events and {load.targets} integrations a round", flush=True)
    for round in range(arguments.rounds):
        problems, story = load.round(round)
        sizes.append(load.state_size())
        if round > 2 and sizes[-1] > MOST_GROWTH * max(sizes[:3]):
            problems.append(f"the state grows: {[size >> 10 for size in sizes]} KiB")
        bad += bool(problems)
        story += f", {sizes[-1] >> 20} MiB of state"
        print(f"round {round}: {story}", *(f"  BAD {problem}" for problem in problems), sep="\n", flush=True)
    load.lab.close()
    print(f"load.py: {arguments.rounds} rounds, {bad} lost or wrong")
    sys.exit(1 if bad else 0)


main()
