#!/usr/bin/env python3
"""Has every system call of a run fail, once and from then on, with each error it may give.

Nothing is lost; nothing goes out that could not be written down; the run ends by itself, and when something of it could
not be stored it says so in words and by its exit code.
"""

import re

from lab import FLIGHTS, Lab
from strace import calls, failing
from sweep import Sweep

ERRORS = {
    "write": ["ENOSPC", "EIO", "EDQUOT"],
    "pwrite64": ["ENOSPC", "EIO", "EDQUOT"],
    "fsync": ["EIO", "ENOSPC"],
    "fdatasync": ["EIO", "ENOSPC"],
    "openat": ["EMFILE", "ENOSPC", "EROFS", "EACCES"],
    "renameat": ["ENOSPC", "EIO", "EROFS"],
    "renameat2": ["ENOSPC", "EIO"],
    "mkdirat": ["ENOSPC"],
    "unlinkat": ["EIO", "EROFS"],
    "ftruncate": ["EIO"],
    "read": ["EIO"],
    "pread64": ["EIO"],
    "getdents64": ["EIO"],
    "fstat": ["EIO"],
    "newfstatat": ["EIO", "EACCES"],
    "lseek": ["EIO"],
    "flock": ["ENOLCK"],
    "fcntl": ["EIO"],
    "close": ["EIO"],
    "socket": ["EMFILE"],
    "connect": ["ECONNREFUSED", "ENETUNREACH"],
    "sendto": ["ECONNRESET", "ENOBUFS"],
    "recvfrom": ["ECONNRESET"],
    "poll": ["ENOMEM"],
}
# A call that a signal interrupted is made again; once, since a signal does not come for ever.
INTERRUPTED = ["write", "pwrite64", "fsync", "fdatasync", "openat", "read", "pread64", "flock", "ftruncate", "poll"]
# What a run must not be silent about.
STORING = re.compile(r" (write|pwrite64|fsync|fdatasync|renameat2?|ftruncate)\(")
# What the next run writes anew: a line that asks for attention is enough.
REPORT = re.compile(r"/reports|last-run")
PLACES = ["/state", "/spool", "/reports"]
NETWORK = ["connect", "sendto", "recvfrom", "poll"]
REASON = re.compile(r"No space left|Input/output error|quota exceeded|Read-only file system|Too many open files|denied")


def faults(points):
    for call in points:
        for error in ERRORS.get(call.name, []):
            yield call, error, False
            yield call, error, True
        if call.name in INTERRUPTED:
            yield call, "EINTR", False


def main():
    sweep = Sweep(__doc__, most_repeats=FLIGHTS)
    lab = Lab(sweep.arguments.program)
    lab.fresh()
    log = lab.folder / "hits"
    for call, error, from_then_on in sweep.chosen(list(faults(calls(lab, "run")))):
        lab.fresh()
        tracer = failing(call, error, from_then_on, log)
        ended = lab.run("run", "--max-runtime", "2s", tracer=tracer, limit=30)
        # Where it really struck: with every run answers come in another order.
        hits = [line for line in log.read_text(errors="replace").splitlines() if "(INJECTED)" in line]
        problems = behaviour(ended, hits, error) + lab.recover()
        lost, repeats = lab.account()
        is_network = call.name in NETWORK
        point = f"{error}{' from' if from_then_on else ' at'} {call}"
        # An answer that cannot be received is an outcome that is never learned, and each attempt has another.
        sweep.judge(point, problems + lost, 0 if is_network else repeats, bool(hits))
    lab.close()
    sweep.end()


def behaviour(ended, hits, error):
    """How the run itself took it."""
    if ended.code == 124:
        return ["it did not end"]
    if ended.code < 0 or ended.code > 128:
        return [f"it died: exit {ended.code}"]
    stored = [hit for hit in hits if STORING.search(hit) and any(place in hit for place in PLACES)]
    if not stored or error == "EINTR":
        return []
    problems = []
    if ended.code not in (73, 74, 77) and not (ended.code == 1 and REPORT.search(stored[0])):
        problems.append(f"exit {ended.code} in spite of {stored[0]}")
    if not REASON.search(ended.errors) and not any("pipe:" in hit for hit in hits):
        problems.append(f"no word of why: {ended.errors.strip()!r}")
    return problems


main()
