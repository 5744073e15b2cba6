#!/usr/bin/env python3
"""Kills a run at every system call, and counts what arrived once the runs after it have ended.

Behind every other point the run that follows is killed too, at a call chosen at random, before one may come to its
end: a crash of the recovery is as likely as any. And where a run that died has left a part of a batch, the next is
killed once much of it is delivered.
"""

import random

from lab import FLIGHTS, Lab
from strace import calls, killing
from sweep import Sweep


def main():
    again = random.Random(1)
    # And the mail, and the chat.
    sweep = Sweep(__doc__, most_repeats=2 * (FLIGHTS + 2))
    # Behind 64 segments a run makes a snapshot too.
    lab = Lab(sweep.arguments.program, has_mail=True, has_chat=True, segments=64)
    lab.fresh()
    points = calls(lab, "run")
    pairs = [(call, again.choice(points) if n % 2 else None) for n, call in enumerate(sweep.chosen(points))]
    for call, second in pairs + within_batches(points):
        lab.fresh()
        # What fails since a child of it was killed is left to the runs after it, not waited for.
        is_killed = lab.run("run", "--max-runtime", "2s", tracer=killing(call)).code == -9
        point = f"killed at {call}"
        if second:
            lab.run("run", "--max-runtime", "2s", tracer=killing(second))
            point += f", then at {second}"
        problems = lab.recover()
        lost, repeats = lab.account()
        sweep.judge(point, problems + lost, repeats, is_killed)
    lab.close()
    sweep.end()


def within_batches(points):
    """Each write before which a part of a batch is there, and then one that comes when much was answered."""
    writes = [call for call in points if call.name in ("write", "fdatasync") and "/state/ledger/" in call.text]
    parts = [b for a, b in zip(writes, writes[1:]) if a.name == b.name == "write" and "planned" in a.text]
    answers = [call for call in writes if "attempted" in call.text]
    assert parts and answers, "no batch is written in pieces"
    return [(part, answers[n]) for part in parts for n in (len(answers) // 2, -1)]


main()
