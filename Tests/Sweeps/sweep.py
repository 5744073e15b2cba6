"""The frame of a sweep: its arguments, its tally, its verdict."""

import argparse
import sys
import time


class Sweep:
    def __init__(self, description, most_repeats):
        parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
        parser.add_argument("program", help="the built program")
        parser.add_argument("--stride", type=int, default=1, help="only every K-th point")
        parser.add_argument("--start", type=int, default=0, help="the first point: another share of them")
        self.arguments, self.started = parser.parse_args(), time.monotonic()
        self.name, self.most_repeats = sys.argv[0].rpartition("/")[2], most_repeats
        self.points = self.bad = self.missed = self.repeats = 0

    def chosen(self, points):
        return points[self.arguments.start :: self.arguments.stride]

    def judge(self, point, problems, repeats=0, is_hit=True):
        """Notes one point; what is wrong with it is told at once."""
        self.points += 1
        self.missed += not is_hit
        self.repeats = max(self.repeats, repeats)
        if repeats > self.most_repeats:
            problems = problems + [f"{repeats} repeats"]
        if problems:
            self.bad += 1
            print(f"BAD  {point}: " + "; ".join(problems), flush=True)

    def end(self):
        """Prints the verdict and exits; a sweep that hit too little proves nothing."""
        seconds = time.monotonic() - self.started
        print(
            f"{self.name}: {self.points} points, {self.bad} lost or wrong, at most {self.repeats} repeats "
            f"({self.most_repeats} allowed), {self.missed} not reached, {seconds:.0f} s"
        )
        if self.points == 0 or self.missed * 2 > self.points:
            print(f"{self.name}: too few points were reached, so this proves nothing")
            sys.exit(2)
        sys.exit(1 if self.bad else 0)
