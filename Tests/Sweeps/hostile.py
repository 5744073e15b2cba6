#!/usr/bin/env python3
"""A run in which nearly every endpoint and mail server means ill, all at once; afterwards they are mended.

The run ends in its time and in little memory; who means well gets everything while others still hang; each failure is
called what it is; a redirect, a cookie or a challenge is never followed, and nothing secret goes out in the clear; what
is printed and written holds no control characters of theirs. Once they are mended, each gets what it has not accepted,
a mail under the id that it had, and the account is even.
"""

import json
import pathlib
import re
import tempfile
import time

from certificates import Authority, leave_without_openssl
from endpoints import Endpoints
from lab import EVENTS, MOST_MEMORY, Lab
from mailpeers import MAIL_PEERS, NEVER
from office import Office, form
from peers import PEERS, hang
from sweep import Sweep

# The time that it may use, and the minute that a mail server has for its verdict.
MOST_SECONDS = 10 + 62
# Who uses that minute, and is left out of a quick pass.
PATIENT = "dot-hang"
STATES = ["pending", "deferred", "parked", "delivered", "rejected", "exhausted"]
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def furnish(lab, endpoints, office):
    lab.fresh()
    for path in (lab.home / "integrations").iterdir():
        path.unlink()
    for name, url in endpoints.urls.items():
        # Who hangs is waited for for longer than all others take together: nobody else may be.
        patience = {"timeout": "12s"} if name in PEERS and PEERS[name].behave is hang else {}
        integrate(lab, name, {"type": "RAW_WEBHOOK", "webhook": url} | patience)
    for name, server in office.servers.items():
        peer = MAIL_PEERS[name]
        mail = {"server": server, "from": "belfry@example.com", "tls": "none" if peer.secured is NEVER else "required"}
        mail |= {"user": "belfry", "password": "pass w0rd"} if peer.has_login else {}
        integrate(lab, name, {"type": "EMAIL", "to": ["ops@example.com"], "mail": mail})


def integrate(lab, name, own):
    common = {"events": None, "timeout": "2s", "concurrency": 1, "retry": {"schedule": ["1d"] * 9}, "from": "beginning"}
    path = lab.home / f"integrations/{name}.json"
    path.write_text(json.dumps({"name": f"The {name}"} | common | own))
    # There are passwords in some.
    path.chmod(0o600)


def whole_run(lab, endpoints):
    """What is wrong with the run as a whole."""
    started = time.monotonic()
    ended = lab.run("run", "--json", "--max-runtime", "10s", limit=2 * MOST_SECONDS, started=lab.watch_memory)
    seconds = time.monotonic() - started
    if ended.code > 1:
        raise SystemExit(f"hostile.py: exit {ended.code}: {ended.errors[:900]}")
    problems = [] if ended.code == 1 else [f"exit {ended.code}"]
    if seconds > MOST_SECONDS:
        problems.append(f"it took {seconds:.0f} s")
    if not 0 < lab.most_memory <= MOST_MEMORY:
        problems.append(f"it took {lab.most_memory >> 20} MiB")
    if sorted(endpoints.requests.get("well", [])) != list(range(1, EVENTS + 1)):
        problems.append(f"who means well was told of {endpoints.requests.get('well')}")
    if not endpoints.is_given_up or endpoints.well_served != EVENTS:
        problems.append("who means well had to wait for who hangs")
    return problems


def classes(lab):
    """What each integration's attempts were called: failure classes, and 'delivered'."""
    found = {}
    for line in lab.run("queue", "--json", *[f"--state={state}" for state in STATES]).output.splitlines():
        delivery = json.loads(line)
        words = found.setdefault(delivery["integration"], set())
        if delivery["state"] == "delivered":
            words.add("delivered")
        elif delivery["attempts"]:
            words.add(delivery["lastClass"])
    return found


def outputs(lab):
    for words in ["status -v", "queue -l", "report --detail", "report --format html", "report --format md --detail"]:
        yield words, lab.run(*words.split()).output
    for path in (lab.home / "reports").iterdir():
        yield path.name, path.read_text()
    for path in (lab.home / "state/ledger").iterdir():
        # JSON: what a terminal obeys is escaped, what turns letters around is not.
        yield path.name, re.sub("[\u202a-\u202e\u2066-\u2069]", "", path.read_text().rstrip("\0"))


def mend(lab, endpoints, office):
    """What is still owed once all are mended, and what was refused for good was sent again."""
    endpoints.mend()
    office.mend()
    names = [*endpoints.urls, *office.servers]
    for name in names:
        lab.run("enable", name)
    for _ in range(3):
        lab.ended_well(lab.run("run", "--force"))
        lab.ended_well(lab.run("reconcile", "--since", "beginning", "--apply", "--yes"))
        ended = lab.ended_well(lab.run("reconcile", "--json", "--since", "beginning"))
        total = json.loads(ended.output)["total"]
        if ended.code == 0 and total["delivered"] == total["matched"] == EVENTS * len(names):
            return []
    return [f"the account: exit {ended.code}, {total}"]


def misdelivered(name, endpoints, office):
    """What is wrong with what a peer got, in all."""
    if name in PEERS:
        told = set(endpoints.requests.get(name, []))
        return [] if told == set(range(1, EVENTS + 1)) else [f"it was told of {sorted(told)}"]
    mine = [message for message in office.messages if message["peer"] == name]
    problems = [problem for message in mine for problem in form(message["text"])]
    if len(set(office.ids(name))) != 1 or not office.ids(name, is_taken=[True]):
        problems.append(f"its mails: {office.ids(name)}, taken {office.ids(name, is_taken=[True])}")
    if MAIL_PEERS[name].secured is not NEVER and not all(message["secret"] for message in mine):
        problems.append("a mail went in the clear")
    return problems


def main():
    sweep = Sweep(__doc__, most_repeats=0)
    leave_without_openssl()
    peers = {**PEERS, **MAIL_PEERS}
    if sweep.arguments.stride > 1:
        del peers[PATIENT]
    hosts = {name: f"127.0.1.{number}" for number, name in enumerate(["well", *peers], start=1)}
    with tempfile.TemporaryDirectory(prefix="belfry-certificates.") as folder:
        authority = Authority(pathlib.Path(folder), hosts.values())
        lab = Lab(sweep.arguments.program, has_past=False, settings={"caFile": authority.file})
        endpoints, office = Endpoints(hosts, authority), Office(hosts, authority)
        furnish(lab, endpoints, office)
        problems = whole_run(lab, endpoints)
        called = classes(lab)
        problems += [f"control characters in {name}" for name, text in outputs(lab) if CONTROL.search(text)]
        problems += mend(lab, endpoints, office)
        problems += [f"followed: {head!r}" for head in endpoints.trapped] + office.leaked
        sweep.judge("the run as a whole", problems)
        for name, peer in peers.items():
            words = called.get(name, set())
            problems = [] if words and words <= set(peer.verdicts) else [f"{words or 'nothing'}, not {peer.verdicts}"]
            sweep.judge(name, problems + misdelivered(name, endpoints, office))
        lab.close()
    print(f"hostile.py: at most {lab.most_memory >> 20} MiB of memory")
    sweep.end()


main()
