#!/usr/bin/env python3
"""Replays a run's system calls into every disk that a power cut could leave, and lets the runs after it recover.

The model is weaker than any file system in use: what is not synced may survive or not, each write and each name by
itself. A file's data is safe once the file was synced, a name once its folder was. At every moment these are tried:
nothing of the rest survives, all of it, only names, only data, the last write torn in half or half of it zeros, each
single change missing, and random choices.
"""

import random
import re
import shutil

from lab import FLIGHTS, Lab
from strace import LINE, leave_without_strace
from sweep import Sweep

TEXT = re.compile(r'(["<])((?:\\x[0-9a-f]{2})*)[">]')
TRACED = "openat,open,write,pwrite64,ftruncate,rename,renameat,renameat2,unlink,unlinkat,mkdir,mkdirat,linkat,fsync"
TRACED += ",fdatasync,sync,syncfs,sendto,lseek,close,fallocate,writev,copy_file_range"
RANDOM_CHOICES = 3


class Change:
    """Something that may be lost until it is synced."""

    def __init__(self, text, folders=(), names=None, file=None, offset=None, data=None):
        self.text, self.folders, self.names = text, folders, names
        self.file, self.offset, self.data = file, offset, data

    @property
    def is_name(self):
        return self.names is not None


class Sync:
    """Of a file's number, or a folder's path."""

    def __init__(self, place):
        self.place, self.text = place, f"sync {place}"


class Sent:
    """A request has gone out."""

    def __init__(self, key):
        self.key, self.text = key, f"send {key}"


class History:
    """The changes, syncs and requests of one traced run, in order."""

    def __init__(self, lab):
        self.root = str(lab.home)
        self.steps = []
        self.files = {}  # of the start: number -> bytes, None for a folder
        self.names = {}  # of the start: path -> number
        self._read_start(lab.home)
        self._now = dict(self.names)
        self._sizes = {number: len(data or b"") for number, data in self.files.items()}
        self._open = {}  # descriptor -> [number, offset]
        self._next = len(self.files)
        log = lab.folder / "strace.log"
        tracer = ["strace", "-f", "-yy", "-xx", "-s", "4000000", "-o", str(log), "-e", f"trace={TRACED}"]
        lab.ended_well(lab.run("run", tracer=[*tracer, "-e", "signal=none"]))
        for line in log.read_text().splitlines():
            match = LINE.match(line)
            if match and not re.search(r"= -1 E", line[-80:]):
                self._follow(match[2], match[3])
        log.unlink()

    def _read_start(self, home):
        for path in [home, *sorted(home.rglob("*"))]:
            number = len(self.files)
            self.files[number] = None if path.is_dir() else path.read_bytes()
            self.names[str(path)] = number

    # following the log

    def _follow(self, name, rest):
        texts = [(kind, bytes.fromhex(text.replace("\\x", ""))) for kind, text in TEXT.findall(rest)]
        paths, strings = [t.decode() for k, t in texts if k == "<"], [t for k, t in texts if k == '"']
        descriptor = int(re.match(r"\d+", rest)[0]) if rest[0].isdigit() else None
        result = int(re.search(r"= (-?\d+)[^=]*$", rest)[1])
        if name == "sendto":
            self._sent(strings[0])
        elif name == "openat":
            self._opened(self._path(paths[0], strings[0]), result, rest)
        elif name in ("write", "pwrite64") and descriptor in self._open:
            offset = int(re.search(r", (\d+)\) += ", rest)[1]) if name == "pwrite64" else None
            self._wrote(descriptor, strings[0][:result], offset, paths[0])
        elif name == "ftruncate" and descriptor in self._open:
            self._resized(descriptor, int(re.search(r", (\d+)\) += ", rest)[1]), paths[0])
        elif name == "lseek" and descriptor in self._open:
            self._open[descriptor][1] = result
        elif name in ("renameat", "renameat2"):
            self._renamed(*[self._path(p, s.decode()) for p, s in zip(paths, strings)])
        elif name == "unlinkat":
            self._change_names({self._path(paths[0], strings[0]): None}, "unlink")
        elif name == "mkdirat":
            self._change_names({self._path(paths[0], strings[0]): self._new(None)}, "mkdir")
        elif name in ("fsync", "fdatasync"):
            self._synced(descriptor, paths[0])
        elif name == "close":
            self._open.pop(descriptor, None)
        elif any(self._is_inside(path) for path in paths):
            raise SystemExit(f"replay.py: this call is not in the model: {name}({rest[:200]}")

    def _path(self, folder, name):
        name = name.decode() if isinstance(name, bytes) else name
        path = name if name.startswith("/") else f"{folder}/{name}"
        return path.rstrip("/").replace("/./", "/").removesuffix("/.")

    def _is_inside(self, path):
        return path == self.root or path.startswith(self.root + "/")

    def _new(self, data):
        self._next += 1
        self.files[self._next], self._sizes[self._next] = data, 0
        return self._next

    def _change_names(self, names, word):
        names = {path: number for path, number in names.items() if self._is_inside(path)}
        if not names:
            return
        folders = {path.rpartition("/")[0] for path in names}
        self.steps.append(Change(f"{word} {' '.join(names)}".replace(self.root, ""), folders, names=names))
        for path, number in names.items():
            if number is None:
                self._now.pop(path, None)
            else:
                self._now[path] = number

    def _opened(self, path, descriptor, rest):
        if not self._is_inside(path):
            return
        if "O_CREAT" in rest and path not in self._now:
            self._change_names({path: self._new(b"")}, "create")
        if path in self._now:
            self._open[descriptor] = [self._now[path], 0]

    def _renamed(self, old, new):
        self._change_names({new: self._now.get(old), old: None}, "rename")

    def _wrote(self, descriptor, data, offset, path):
        file, position = self._open[descriptor]
        start = position if offset is None else offset
        self.steps.append(Change(f"write {len(data)} at {start} {path}", file=file, offset=start, data=data))
        if offset is None:
            self._open[descriptor][1] += len(data)

    def _resized(self, descriptor, size, path):
        self.steps.append(Change(f"cut {path} to {size}", file=self._open[descriptor][0], offset=size))

    def _synced(self, descriptor, path):
        number = self._open[descriptor][0] if descriptor in self._open else self._now.get(path)
        if number is not None:
            self.steps.append(Sync(path if self.files[number] is None else number))

    def _sent(self, data):
        key = re.search(rb"Idempotency-Key: (\S+)", data)
        if key:
            self.steps.append(Sent(key[1].decode()))


class Disks:
    """The disks that a cut before step `moment` may leave."""

    def __init__(self, history, moment, chance):
        self.history, self.chance = history, chance
        past = history.steps[:moment]
        synced = {}
        for index, step in enumerate(past):
            if isinstance(step, Sync):
                synced[step.place] = index
        self.safe, self.open = [], []
        for index, step in enumerate(past):
            if isinstance(step, Change):
                places = step.folders if step.is_name else [step.file]
                is_safe = any(synced.get(place, -1) > index for place in places)
                (self.safe if is_safe else self.open).append(index)

    def each(self):
        steps, open_ = self.history.steps, self.open
        yield "nothing", self.disk([])
        if not open_:
            return
        yield "everything", self.disk(open_)
        yield "names only", self.disk([i for i in open_ if steps[i].is_name])
        yield "data only", self.disk([i for i in open_ if not steps[i].is_name])
        writes = [i for i in open_ if not steps[i].is_name and steps[i].data]
        if writes:
            yield "last write torn", self.disk(open_, torn=writes[-1])
            yield "last write half zeros", self.disk(open_, torn=writes[-1], filler=b"\0")
        for index in open_:
            yield f"without '{steps[index].text}'", self.disk([i for i in open_ if i != index])
        for _ in range(RANDOM_CHOICES):
            yield "a random choice", self.disk([i for i in open_ if self.chance.random() < 0.5])

    def disk(self, survivors, torn=None, filler=b""):
        """path -> bytes, None for a folder."""
        history = self.history
        files = {number: data for number, data in history.files.items()}
        names = dict(history.names)
        for index in sorted(self.safe + survivors):
            step = history.steps[index]
            if step.is_name:
                for path, number in step.names.items():
                    names[path] = number
                continue
            content = files[step.file]
            if step.data is None:
                files[step.file] = content[: step.offset].ljust(step.offset, b"\0")
                continue
            data = step.data
            if index == torn:
                half = len(data) // 2
                data = data[:half] + filler * (len(data) - half)
            before = content[: step.offset].ljust(step.offset, b"\0")
            files[step.file] = before + data + content[step.offset + len(data) :]
        return {path: files[number] for path, number in names.items() if number is not None}


def place(lab, disk):
    """Makes the home what the disk holds; a file whose folder is lost is lost with it."""
    shutil.rmtree(lab.home, ignore_errors=True)
    lab.home.mkdir()
    for path in sorted(disk):
        target = lab.home / path[len(str(lab.home)) :].lstrip("/")
        if target == lab.home or not target.parent.is_dir():
            continue
        if disk[path] is None:
            target.mkdir()
        else:
            target.write_bytes(disk[path])
    recognise(lab.home)


def recognise(home):
    """A spool file that is there again is the same file; its inode and times, which nobody can set, go into the log."""
    for segment in home.glob("state/events/*.ndjson"):
        text = segment.read_text()
        for file in home.glob("spool/new/*"):
            status = file.stat()
            known = rf'("from":"{re.escape(file.name)}","inode":)\d+(,"size":\d+,"modified":)\d+(,"changed":)\d+'
            same = rf"\g<1>{status.st_ino}\g<2>{status.st_mtime_ns}\g<3>{status.st_ctime_ns}"
            text = re.sub(known, same, text)
        segment.write_text(text)


def cuts(history, chance):
    """Every moment and disk once: (point, disk, keys of the requests that had gone out)."""
    seen = set()
    for moment in range(len(history.steps) + 1):
        past = history.steps[:moment]
        sent = [step.key for step in past if isinstance(step, Sent)]
        at = past[-1].text if past else "the start"
        for name, disk in Disks(history, moment, chance).each():
            mark = (len(sent), hash(tuple(sorted(disk.items(), key=lambda item: item[0]))))
            if mark not in seen:
                seen.add(mark)
                yield f"behind {at}: {name}", disk, sent


def main():
    # Outcomes are synced in groups: with so few messages all of a group, and what was in flight.
    sweep = Sweep(__doc__, most_repeats=64 + FLIGHTS)
    leave_without_strace()
    for has_past in (False, True):
        lab = Lab(sweep.arguments.program, has_past=has_past)
        lab.fresh()
        history = History(lab)
        answered = {request.key: request for request in lab.endpoint.requests}
        for point, disk, sent in sweep.chosen(list(cuts(history, random.Random(1)))):
            lab.fresh()
            place(lab, disk)
            problems = lab.recover()
            requests = [answered[key] for key in sent] + lab.endpoint.requests
            lost, repeats = lab.account(requests)
            sweep.judge(point, problems + lost, repeats)
        lab.close()
    sweep.end()


main()
