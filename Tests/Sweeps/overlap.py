#!/usr/bin/env python3
"""Runs that overlap, and a state that is taken away, exchanged or torn while a run works on it and between runs.

Of several runs at once one works and the others leave with 75 or find nothing left. Whatever is done to the state of a
running one, nothing is sent that is not also written down where the next run finds it, or the next run says what is
missing, with 74, and touches nothing; once the state is whole again, nothing is lost.
"""

import concurrent.futures
import shutil
import threading

from lab import FLIGHTS, Lab
from sweep import Sweep

ROUNDS, RUNS = 6, 5


def overlapping(sweep, lab):
    for number in sweep.chosen(list(range(ROUNDS))):
        lab.fresh()
        with concurrent.futures.ThreadPoolExecutor(RUNS) as pool:
            ended = list(pool.map(lambda _: lab.run("run").code, range(RUNS)))
        problems = [] if set(ended) <= {0, 1, 75} and {0, 1} & set(ended) else [f"exits {ended}"]
        problems += lab.recover()
        lost, repeats = lab.account()
        # Whoever finds the lock free goes on where the last one ended: nothing is sent twice.
        sweep.judge(f"{RUNS} runs at once, round {number}", problems + lost, repeats)


def emptied(folder):
    shutil.rmtree(folder)
    folder.mkdir(mode=0o700)


def linked(folder):
    folder.rename(folder.parent / "elsewhere")
    folder.symlink_to("elsewhere")


# What is done to which folder, and the exits of the next run that are right.
ATTACKS = {
    "removed": shutil.rmtree,
    "emptied": emptied,
    "exchanged for a link": linked,
}
PLACES = ["state/ledger", "state/events", "state"]


def torn(sweep, lab):
    """Between two runs: a part that is gone is told, and the run leaves everything as it is."""
    for place in PLACES[:2]:
        for name, attack in ATTACKS.items():
            lab.fresh()
            lab.ended_well(lab.run("run"))
            kept = lab.folder / "kept"
            shutil.copytree(lab.home / "state", kept)
            attack(lab.home / place)
            (lab.home / "spool/new/late.json").write_text('{"event": "build:failure", "data": {"n": 99}}')
            seen = len(lab.endpoint.requests)
            ended = lab.run("run")
            problems = [] if ended.code in (73, 74) else [f"exit {ended.code}"]
            if "error" not in ended.errors:
                problems.append("no word of it")
            if len(lab.endpoint.requests) > seen:
                problems.append("something was sent all the same")
            if not (lab.home / "spool/new/late.json").exists():
                problems.append("the spool was emptied all the same")
            (lab.home / "spool/new/late.json").unlink(missing_ok=True)
            shutil.rmtree(lab.home / "state")
            kept.rename(lab.home / "state")
            problems += lab.recover()
            lost, repeats = lab.account()
            sweep.judge(f"{place} {name} between two runs", problems + lost, repeats)


def under_a_run(sweep, lab):
    """At the moment the first request arrives; afterwards the state is whole again, as it was then."""
    for place in PLACES:
        for name, attack in ATTACKS.items():
            lab.fresh()
            kept, once = lab.folder / "kept", threading.Lock()
            lab.endpoint.when_asked = lambda: once.acquire(blocking=False) and (
                shutil.copytree(lab.home / "state", kept),
                attack(lab.home / place),
            )
            ended = lab.run("run")
            lab.endpoint.when_asked = lambda: None
            problems = [] if ended.code in (0, 1, 73, 74) else [f"exit {ended.code}: {ended.errors}"]
            if name != "exchanged for a link" and place != "state/events" and ended.code < 73:
                problems.append(f"exit {ended.code} although what it wrote is gone")
            state = lab.home / "state"
            state.unlink() if state.is_symlink() else shutil.rmtree(state, ignore_errors=True)
            shutil.rmtree(lab.home / "elsewhere", ignore_errors=True)
            kept.rename(state)
            problems += lab.recover()
            lost, _ = lab.account()
            # What was told since the copy was made is told again.
            sweep.judge(f"{place} {name} under a run", problems + lost)


def main():
    sweep = Sweep(__doc__, most_repeats=FLIGHTS)
    lab = Lab(sweep.arguments.program)
    overlapping(sweep, lab)
    torn(sweep, lab)
    under_a_run(sweep, lab)
    lab.close()
    sweep.end()


main()
