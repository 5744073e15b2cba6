"""Certificates of an authority of one's own, by openssl."""

import dataclasses
import pathlib
import subprocess
import tempfile


@dataclasses.dataclass
class Certificate:
    chain: pathlib.Path
    key: pathlib.Path


class Authority:
    """Signs for 127.0.0.1; `certificate` is what a client has to trust."""

    def __init__(self):
        self._folder = tempfile.TemporaryDirectory()
        self.certificate = self._path("authority.pem")
        self._openssl("req", "-x509", "-days", "2", "-keyout", "authority.key", "-out", "authority.pem", *KEY)

    def close(self):
        self._folder.cleanup()

    def good(self):
        return self._signed("good")

    def expired(self):
        return self._signed("expired", days="-1")

    def of_another_host(self):
        return self._signed("other", host="DNS:other.example")

    def self_signed(self):
        made = self._paths("own")
        self._openssl("req", "-x509", "-days", "2", "-keyout", made.key, "-out", made.chain, *KEY, *_name(HOST))
        return made

    def _signed(self, name, days="2", host=None):
        made = self._paths(name)
        request = self._path(name + ".csr")
        self._openssl("req", "-keyout", made.key, "-out", request, *KEY, *_name(host or HOST))
        self._openssl(
            *("x509", "-req", "-in", request, "-CA", "authority.pem", "-CAkey", "authority.key"),
            *("-copy_extensions", "copy", "-days", days, "-out", made.chain),
        )
        return made

    def _path(self, name):
        return pathlib.Path(self._folder.name, name)

    def _paths(self, name):
        return Certificate(self._path(name + ".pem"), self._path(name + ".key"))

    def _openssl(self, *arguments):
        subprocess.run(["openssl", *map(str, arguments)], check=True, cwd=self._folder.name, capture_output=True)


HOST = "IP:127.0.0.1"
KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=belfry-tests"]


def _name(host):
    return ["-addext", "subjectAltName=" + host]
