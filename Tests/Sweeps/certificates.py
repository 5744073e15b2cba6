"""Certificates for servers on loopback, good ones and every kind of bad one, made anew by openssl for each sweep."""

import ssl
import subprocess
import sys
import warnings

KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=belfry-sweeps"]


def leave_without_openssl():
    """Ends the sweep with a notice where no certificate can be made."""
    try:
        subprocess.run(["openssl", "version"], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as problem:
        print(f"skipped, no certificates can be made here: {problem}")
        sys.exit(0)


class Authority:
    """Signs for every address of loopback that is named to it; belfry.json trusts it by `caFile`."""

    def __init__(self, folder, hosts):
        self.folder, self.file = folder, str(folder / "authority.pem")
        names = ",".join(f"IP:{host}" for host in hosts)
        self._openssl("req", "-x509", "-days", "2", "-keyout", "authority.key", "-out", "authority.pem", *KEY)
        self._sign("good", names)
        self._sign("expired", names, days="-1")
        self._sign("another-host", "DNS:other.example")
        own = ["-addext", f"subjectAltName={names}", "-keyout", "self-signed.key", "-out", "self-signed.pem"]
        self._openssl("req", "-x509", "-days", "2", *own, *KEY)

    def context(self, certificate="good", newest=ssl.TLSVersion.TLSv1_3):
        """What a server shows."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.folder / f"{certificate}.pem", self.folder / f"{certificate}.key")
        if newest < ssl.TLSVersion.TLSv1_2:
            # A library of today speaks the old versions only when it is made to.
            context.set_ciphers("ALL:@SECLEVEL=0")
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                context.minimum_version, context.maximum_version = ssl.TLSVersion.TLSv1, newest
        return context

    def _sign(self, name, names, days="2"):
        request = ["-keyout", f"{name}.key", "-out", f"{name}.csr", "-addext", f"subjectAltName={names}"]
        self._openssl("req", *request, *KEY)
        by = ["-CA", "authority.pem", "-CAkey", "authority.key", "-CAcreateserial", "-copy_extensions", "copy"]
        self._openssl("x509", "-req", "-in", f"{name}.csr", *by, "-days", days, "-out", f"{name}.pem")

    def _openssl(self, *words):
        subprocess.run(["openssl", *words], cwd=self.folder, check=True, capture_output=True)
