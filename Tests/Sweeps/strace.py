"""Every system call of a run, and how to have one of them fail, or be the last.

strace counts the calls of one name (`when=N`), so a point is a name and a number. It kills on entry: the call itself
does not happen, and "killed behind call N" is "killed at the call that follows".
"""

import re
import subprocess
import sys

TRACED = "%file,%desc,%network"
LINE = re.compile(r"^(\d+) +([a-z_0-9]+)\((.*)$")


class Call:
    def __init__(self, name, number, text):
        self.name, self.number, self.text = name, number, text

    def __str__(self):
        return f"{self.name} {self.number} ({self.text[:90]})"


def leave_without_strace():
    """Ends the sweep with a notice where nothing can be traced: no strace, or a kernel that does not allow it."""
    try:
        subprocess.run(["strace", "-o", "/dev/null", "true"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as problem:
        print(f"skipped, nothing can be traced here: {problem}")
        sys.exit(0)


def calls(lab, *words):
    """The calls of an undisturbed run, in order, from the first that names the state: before it nothing is touched."""
    leave_without_strace()
    log = lab.folder / "strace.log"
    tracer = ["strace", "-f", "-yy", "-s", "100", "-o", str(log), "-e", f"trace={TRACED}", "-e", "signal=none"]
    lab.ended_well(lab.run(*words, tracer=tracer))
    found, counts = [], {}
    for line in log.read_text(errors="replace").splitlines():
        match = LINE.match(line)
        if match:
            # strace counts for each thread and each child by itself.
            thread, name, rest = match.groups()
            counts[thread, name] = counts.get((thread, name), 0) + 1
            found.append(Call(name, counts[thread, name], rest.replace(str(lab.home), "")))
    log.unlink()
    start = next(i for i, call in enumerate(found) if "/state" in call.text)
    return list({(call.name, call.number): call for call in reversed(found[start:])}.values())[::-1]


def killing(call):
    # Without --seccomp-bpf: strace 6.1 loses injected signals under it.
    return ["strace", "-f", *_injecting(call, f"signal=KILL:when={call.number}", "/dev/null")]


def failing(call, error, from_then_on, log):
    """The calls that were struck stand in `log`."""
    when = f"{call.number}{'+' if from_then_on else ''}"
    return ["strace", "-f", "-yy", "--seccomp-bpf", *_injecting(call, f"error={error}:when={when}", log)]


def _injecting(call, what, log):
    quiet = ["-qqq", "-e", "signal=none", "-o", str(log)]
    return [*quiet, "-e", f"trace={call.name}", "-e", f"inject={call.name}:{what}"]
