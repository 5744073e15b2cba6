#!/usr/bin/env python3
"""Kills a run at every system call, and counts what arrived once the runs after it have ended.

Behind every other point the run that follows is killed too, at a call chosen at random, before one may come to its
end: a crash of the recovery is as likely as any.
"""

import random

from lab import FLIGHTS, Lab
from strace import calls, killing
from sweep import Sweep


def main():
    again = random.Random(1)
    # And the mail.
    sweep = Sweep(__doc__, most_repeats=2 * (FLIGHTS + 1))
    # Behind 64 segments a run makes a snapshot too.
    lab = Lab(sweep.arguments.program, has_mail=True, segments=64)
    lab.fresh()
    points = calls(lab, "run")
    for number, call in enumerate(sweep.chosen(points)):
        lab.fresh()
        is_killed = lab.run("run", tracer=killing(call)).code == -9
        point = f"killed at {call}"
        if number % 2:
            second = again.choice(points)
            lab.run("run", tracer=killing(second))
            point += f", then at {second}"
        problems = lab.recover()
        lost, repeats = lab.account()
        sweep.judge(point, problems + lost, repeats, is_killed)
    lab.close()
    sweep.end()


main()
