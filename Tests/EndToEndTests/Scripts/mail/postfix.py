"""An instance of Debian's Postfix of its own, beside the system's: on loopback, every mail into one Maildir."""

import os
import pathlib
import shutil
import socket
import subprocess
import tempfile
import time

IS_AVAILABLE = os.geteuid() == 0 and shutil.which("postfix", path="/usr/sbin") is not None

SETTINGS = """\
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = {folder}/log
maillog_file_prefixes = {folder}
myhostname = mail.example.com
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
alias_maps =
local_recipient_maps =
virtual_mailbox_domains = example.com
virtual_mailbox_base = {folder}/mail
virtual_mailbox_maps = static:all/
virtual_uid_maps = static:65534
virtual_gid_maps = static:65534
smtpd_recipient_restrictions = reject_unauth_destination
smtpd_forbid_bare_newline = yes
smtpd_tls_cert_file = {certificate.chain}
smtpd_tls_key_file = {certificate.key}
"""

SERVICES = """\
{plain} inet n - n - - smtpd -o smtpd_tls_security_level=none
{starttls} inet n - n - - smtpd -o smtpd_tls_security_level=encrypt
{implicit} inet n - n - - smtpd -o smtpd_tls_wrappermode=yes
pickup unix n - n 1 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 1 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
tlsmgr unix - - n 1000? 1 tlsmgr
postlog unix-dgram n - n - 1 postlogd
"""


class Postfix:
    def __init__(self, certificate):
        self._home = tempfile.TemporaryDirectory(prefix="belfry-postfix-")
        folder = pathlib.Path(self._home.name)
        folder.chmod(0o755)
        self._mail, self._configuration = folder / "mail", folder / "etc"
        for made in (self._mail, self._configuration, folder / "queue"):
            made.mkdir()
        os.chown(self._mail, 65534, 65534)
        self.plain, self.starttls, self.implicit = (_free_port() for _ in range(3))
        self._write("main.cf", SETTINGS.format(folder=folder, certificate=certificate))
        ports = {"plain": self.plain, "starttls": self.starttls, "implicit": self.implicit}
        self._write("master.cf", SERVICES.format(**ports))
        self._log = folder / "log"
        self._postfix("start")

    def close(self):
        self._postfix("stop")
        self._home.cleanup()

    def sendmail(self):
        """A program that takes a mail for this instance."""
        program = self._configuration / "sendmail"
        program.write_text(f'#!/bin/sh\nexec /usr/sbin/sendmail -C "{self._configuration}" "$@"\n')
        program.chmod(0o755)
        return program

    def take(self, count):
        """Takes what has arrived out of the mailbox, once it is so many."""
        deadline = time.monotonic() + 20
        while len(files := list((self._mail / "all" / "new").glob("*"))) < count:
            if time.monotonic() > deadline:
                raise AssertionError(f"{len(files)} of {count} mails have arrived:\n{self._log.read_text()}")
            time.sleep(0.05)
        mails = [file.read_bytes() for file in files]
        for file in files:
            file.unlink()
        return mails

    def _write(self, name, text):
        (self._configuration / name).write_text(text)

    def _postfix(self, command):
        words = ["/usr/sbin/postfix", "-c", str(self._configuration), command]
        ended = subprocess.run(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, timeout=60)
        if ended.returncode != 0:
            raise RuntimeError(ended.stderr + (self._log.read_text() if self._log.exists() else ""))


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
