#!/usr/bin/env python3
"""Sets the clock back by a day and ahead by 400 days, before a run and during it.

Nothing is lost, nothing is given up on because of a leap, no endpoint is switched off, and what was put off to a time
that the clock went back from goes out all the same.
"""

import datetime
import json
import sys
import threading
import time

from lab import FLIGHTS, Lab
from preload import library
from sweep import Sweep

DAY = 86_400
LEAPS = {"a day back": -DAY, "400 days ahead": 400 * DAY}

# The time of day, moved by as many seconds as stand in a file; the monotonic clock is left alone.
MOVED = """
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
int clock_gettime(clockid_t clock, struct timespec *time) {
    int (*real)(clockid_t, struct timespec *) = dlsym(RTLD_NEXT, "clock_gettime");
    int result = real(clock, time);
    FILE *file = clock == CLOCK_REALTIME ? fopen(getenv("CLOCK_MOVED_BY"), "r") : NULL;
    long seconds = 0;
    if (file && fscanf(file, "%ld", &seconds) == 1) time->tv_sec += seconds;
    if (file) fclose(file);
    return result;
}
"""


class Clock:
    """The clock that a run sees: the real one, moved by so many seconds."""

    def __init__(self, lab):
        self.file = lab.folder / "clock"
        self.environment = library(lab, "moved", MOVED)
        if self.environment is None:
            sys.exit(0)
        self.environment["CLOCK_MOVED_BY"] = str(self.file)

    def set(self, seconds):
        aside = self.file.with_suffix(f".{threading.get_ident()}")
        aside.write_text(f"{seconds}\n")
        aside.rename(self.file)


def between_runs(lab, clock, leaps):
    """A run at each of these times while an endpoint fails."""
    problems = []
    for seconds in [0, *leaps]:
        clock.set(seconds)
        report = json.loads(lab.ended_well(lab.run("run", "--json", environment=clock.environment)).output)
        moved = datetime.datetime.fromisoformat(report["startedAt"]).timestamp() - time.time()
        assert abs(moved - seconds) < 60, f"the clock moved by {moved} s instead of {seconds} s"
        problems += given_up(report, seconds)
    return problems


def during_a_run(lab, clock, leap):
    """The clock is set at the moment the first request arrives."""
    clock.set(0)
    lab.endpoint.when_asked = lambda: clock.set(leap)
    report = json.loads(lab.ended_well(lab.run("run", "--json", environment=clock.environment)).output)
    lab.endpoint.when_asked = lambda: None
    clock.set(0)
    return given_up(report, leap)


def given_up(report, seconds):
    totals = report["totals"]
    if totals["exhausted"] or totals["rejected"]:
        return [f"given up at {seconds:+d} s: {totals}"]
    off = [i["id"] for i in report["integrations"] if i["state"] == "disabled" and i["id"] != "closed"]
    return [f"switched off at {seconds:+d} s: {off}"] if off else []


def main():
    sweep = Sweep(__doc__, most_repeats=FLIGHTS)
    lab = Lab(sweep.arguments.program, settings={"defaults": {"disable": {"failures": 2, "failingFor": "5d"}}})
    clock = Clock(lab)
    series = {
        **{name: [leap] for name, leap in LEAPS.items()},
        "ahead and back": [400 * DAY, 0],
        "back and ahead": [-DAY, 400 * DAY],
        "ahead twice": [400 * DAY, 800 * DAY],
    }
    for name, leaps in sweep.chosen(list(series.items())):
        lab.fresh()
        problems = between_runs(lab, clock, leaps) + lab.recover()
        lost, repeats = lab.account()
        sweep.judge(f"{name}, between runs", problems + lost, repeats)
    for name, leap in LEAPS.items():
        lab.fresh()
        problems = during_a_run(lab, clock, leap) + lab.recover()
        lost, repeats = lab.account()
        sweep.judge(f"{name}, during a run", problems + lost, repeats)
    lab.close()
    sweep.end()


main()
