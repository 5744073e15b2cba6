"""What a handler makes of real deliveries of the built program."""

import json
import os
import pathlib
import subprocess
import tempfile
import unittest

from handler import Handler

JOB = {"job": {"id": "nightly", "name": "Nightly export"}, "project": {"id": "shop", "name": "Shop"}}
BACKUP = {"backup": {"id": "db-0412"}, "addon": {"id": "db"}, "project": {"id": "shop", "name": "Shop"}}


class HandlerTests(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.home = pathlib.Path(folder.name)
        self.handler = Handler("s3cret")
        self.addCleanup(self.handler.server_close)
        self.addCleanup(self.handler.shutdown)
        self.belfry("init", str(self.home))

    def belfry(self, *arguments, stdin="", expecting=(0,)):
        environment = {"PATH": "/usr/bin:/bin", "BELFRY_HOME": str(self.home)}
        ended = subprocess.run(
            [os.environ["BELFRY"], *arguments], input=stdin, text=True, capture_output=True, env=environment
        )
        self.assertIn(ended.returncode, expecting, ended.stderr)
        return ended.stdout

    def integrate(self, secret="s3cret", **more):
        (self.home / "belfry.json").write_text('{"allowHTTP": true, "allowPrivate": true}')
        integration = {
            "name": "Handler", "type": "RAW_WEBHOOK", "webhook": self.handler.url, "secret": secret, "events": None,
            "retry": {"schedule": ["250ms"]},
        }
        path = self.home / "integrations/handler.json"
        path.write_text(json.dumps(integration | more))
        path.chmod(0o600)

    def emit(self, event, data):
        self.belfry("emit", event, "--data", "-", stdin=json.dumps(data))

    def test_a_failed_job_is_a_ticket_and_a_backup_is_fetched(self):
        self.integrate()
        self.emit("job-run:failure", JOB)
        self.emit("addon-backup:success", BACKUP)
        self.belfry("run")
        self.assertEqual(self.handler.tickets, ["Nightly export failed in Shop"])
        self.assertEqual(self.handler.backups, ["db-0412"])

    def test_an_event_that_it_does_not_know_is_taken(self):
        self.integrate()
        self.emit("project:renamed:twice", {})
        self.belfry("run")
        self.assertEqual(self.handler.unhandled, ["project:renamed:twice"])

    def test_what_comes_again_has_the_same_id(self):
        self.integrate()
        self.handler.stumbles = 1
        self.emit("job-run:failure", JOB)
        self.belfry("run")
        self.belfry("resend", "-i", "handler", "--since", "1h", "--yes")
        self.belfry("run")
        self.assertEqual(self.handler.taken, 3)
        self.assertEqual(self.handler.tickets, ["Nightly export failed in Shop"])

    def test_a_wrong_secret_is_refused_and_nothing_is_lost(self):
        self.integrate(secret="another", retry={"schedule": ["1h"]})
        self.emit("job-run:failure", JOB)
        self.belfry("run")
        self.assertEqual((self.handler.refused, self.handler.tickets), (1, []))
        self.assertIn("failing", self.belfry("status", expecting=(0, 1)))
        self.integrate()
        self.belfry("requeue", "ALL", "--yes")
        self.belfry("run")
        self.assertEqual(self.handler.tickets, ["Nightly export failed in Shop"])

    def test_without_a_secret_there_is_no_token(self):
        self.integrate()
        path = self.home / "integrations/handler.json"
        path.write_text(json.dumps({k: v for k, v in json.loads(path.read_text()).items() if k != "secret"}))
        self.emit("job-run:failure", JOB)
        self.belfry("run", "--max-runtime", "1s", expecting=(0, 1))
        self.assertGreaterEqual(self.handler.refused, 1)
        self.assertEqual(self.handler.tickets, [])


if __name__ == "__main__":
    unittest.main()
