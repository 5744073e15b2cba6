#!/usr/bin/env python3
"""Cuts the power at every call that stores, names, removes or sends something, on a real file system.

ext4 on a loop device: the run is killed, the file system is shut down as it is (FS_IOC_SHUTDOWN without a flush of its
journal: neither dirty pages nor the running transaction reach the disk), and mounted again. It is mounted so that it
does nothing of its own accord for programs that forget to sync. Needs root and loop devices.
"""

import fcntl
import os
import pathlib
import re
import struct
import subprocess
import sys
import tempfile

from lab import FLIGHTS, Lab, fastest_disk
from strace import calls, killing
from sweep import Sweep

FS_IOC_SHUTDOWN, NO_LOG_FLUSH = 0x8004587D, 2
POINTS = re.compile(r"write|pwrite64|fsync|fdatasync|rename|unlink|mkdir|ftruncate|sendto|openat$")


class Disk:
    """A small ext4 of its own."""

    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="belfry-disk.", dir=fastest_disk()))
        self.image, self.mount_point = self.folder / "image", self.folder / "mounted"
        self.mount_point.mkdir()
        with self.image.open("wb") as image:
            image.truncate(48 << 20)
        self._do("mkfs.ext4", "-q", "-F", "-J", "size=4", self.image)
        self.mount()

    def mount(self):
        self._do("mount", "-t", "ext4", "-o", "loop,noauto_da_alloc,commit=3000,noatime", self.image, self.mount_point)

    def cut(self):
        folder = os.open(self.mount_point, os.O_RDONLY)
        fcntl.ioctl(folder, FS_IOC_SHUTDOWN, struct.pack("I", NO_LOG_FLUSH))
        os.close(folder)
        self._do("umount", self.mount_point)
        self.mount()

    def close(self):
        self._do("umount", self.mount_point)
        self.image.unlink()
        self.mount_point.rmdir()
        self.folder.rmdir()

    def _do(self, *words):
        subprocess.run([str(w) for w in words], check=True, capture_output=True)


def main():
    sweep = Sweep(__doc__, most_repeats=FLIGHTS)
    try:
        disk = Disk()
    except (OSError, subprocess.CalledProcessError) as problem:
        print(f"power.py: skipped, no file system can be mounted here: {problem}")
        sys.exit(0)
    # With every answer synced, what may be repeated is what was in flight.
    lab = Lab(sweep.arguments.program, folder=disk.mount_point, settings={"sync": "each"})
    lab.fresh()
    points = [call for call in calls(lab, "run") if POINTS.match(call.name) and "O_RDONLY" not in call.text]
    for call in sweep.chosen(points):
        lab.fresh()
        os.sync()
        is_killed = lab.run("run", tracer=killing(call)).code == -9
        disk.cut()
        problems = lab.recover()
        lost, repeats = lab.account()
        sweep.judge(f"power cut at {call}", problems + lost, repeats, is_killed)
    lab.close()
    disk.close()
    sweep.end()


main()
