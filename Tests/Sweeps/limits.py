#!/usr/bin/env python3
"""Runs on a disk with less and less room, in ever tighter limits, and where the system takes only part of a write.

A tmpfs with a few free pages or inodes, one that is mounted read-only, limits on descriptors and on the size of files,
and a library that makes every write and read a short one. Once there is room again, nothing may be lost. Needs root for
the file systems, a C compiler for the library.
"""

import os
import resource
import shutil
import subprocess
import tempfile

from lab import FLIGHTS, Lab
from preload import library
from sweep import Sweep

PAGES = [0, 1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 24, 32, 48, 64]
INODES = [0, 1, 2, 3, 4, 5, 6, 8]
DESCRIPTORS = range(3, 24)
FILE_SIZES = [0, 512, 1024, 2048, 4096, 16 << 10, 64 << 10, 70 << 10]
# write(2) and read(2) may always do a part of it only.
SHORT = """
#include <dlfcn.h>
#include <unistd.h>
#define SOME(count) ((count) > 7 ? (count) - (count) / 3 : (count))
#define SHORT(name, buffer)                                                           \\
    ssize_t name(int file, buffer data, size_t count) {                               \\
        ssize_t (*real)(int, buffer, size_t) = dlsym(RTLD_NEXT, #name);               \\
        return real(file, data, SOME(count));                                         \\
    }                                                                                 \\
    ssize_t p##name(int file, buffer data, size_t count, off_t offset) {              \\
        ssize_t (*real)(int, buffer, size_t, off_t) = dlsym(RTLD_NEXT, "p" #name);    \\
        return real(file, data, SOME(count), offset);                                 \\
    }
SHORT(write, const void *)
SHORT(read, void *)
"""


class Trial:
    def __init__(self, sweep, lab):
        self.sweep, self.lab = sweep, lab

    def judge(self, point, ended, codes):
        problems = []
        if ended.code not in codes:
            problems.append(f"exit {ended.code}: {ended.errors.strip()[:200]}")
        elif ended.code > 1 and "error" not in ended.errors and "ended early" not in ended.errors:
            problems.append(f"no word of why: {ended.errors.strip()!r}")
        problems += self.lab.recover()
        lost, repeats = self.lab.account()
        self.sweep.judge(point, problems + lost, repeats)


FINE, STOPPED = (0, 1), (0, 1, 73, 74, 77, 78)


def rooms(trial):
    """A tmpfs of its own, filled up to what a point leaves free."""
    lab = trial.lab
    for free in trial.sweep.chosen(PAGES):
        lab.fresh()
        with (lab.folder / "filler").open("wb", buffering=0) as filler:
            for _ in range(os.statvfs(lab.folder).f_bfree - free):
                filler.write(bytes(4096))
        ended = lab.run("run")
        (lab.folder / "filler").unlink()
        trial.judge(f"{free} pages free", ended, STOPPED)
    for free in trial.sweep.chosen(INODES):
        lab.fresh()
        fillers = lab.folder / "fillers"
        fillers.mkdir()
        for number in range(os.statvfs(lab.folder).f_ffree - free):
            (fillers / str(number)).touch()
        ended = lab.run("run")
        shutil.rmtree(fillers)
        trial.judge(f"{free} inodes free", ended, STOPPED)
    lab.fresh()
    mount("-o", "remount,ro", lab.folder)
    ended = lab.run("run")
    mount("-o", "remount,rw", lab.folder)
    trial.judge("read-only", ended, (73, 74, 77))


def limits(trial):
    lab = trial.lab
    for kind, name, values in [
        (resource.RLIMIT_NOFILE, "descriptors", DESCRIPTORS),
        (resource.RLIMIT_FSIZE, "bytes a file", FILE_SIZES),
    ]:
        for value in trial.sweep.chosen(list(values)):
            lab.fresh()
            ended = lab.run("run", preexec_fn=lambda: resource.setrlimit(kind, (value, value)))
            # Without descriptors for its libraries the program is not even loaded: the loader says so, with 127.
            trial.judge(f"{value} {name}", ended, (*STOPPED, 127))


def short_parts(trial):
    lab = trial.lab
    environment = library(lab, "short", SHORT)
    if environment is None:
        return
    lab.fresh()
    trial.judge("short writes and reads", lab.run("run", environment=environment), FINE)


def mount(*words):
    subprocess.run(["mount", *[str(word) for word in words]], check=True, capture_output=True)


def main():
    sweep = Sweep(__doc__, most_repeats=FLIGHTS)
    folder = tempfile.mkdtemp(prefix="belfry-room.")
    try:
        mount("-t", "tmpfs", "-o", "size=2m,nr_inodes=400", "tmpfs", folder)
    except (OSError, subprocess.CalledProcessError) as problem:
        print(f"limits.py: full disks are left out, none can be mounted here: {problem}")
    else:
        lab = Lab(sweep.arguments.program, folder=folder)
        rooms(Trial(sweep, lab))
        lab.close()
        subprocess.run(["umount", folder], check=True)
    os.rmdir(folder)
    lab = Lab(sweep.arguments.program)
    limits(Trial(sweep, lab))
    short_parts(Trial(sweep, lab))
    lab.close()
    sweep.end()


main()
