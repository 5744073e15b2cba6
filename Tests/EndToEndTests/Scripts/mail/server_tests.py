"""Real servers, certificates of every kind, and logins."""

import unittest

from certificates import Authority
from home import Home
from letter import Letter
from server import PASSWORD, USER, Server

LOGIN = {"user": USER, "password": {"file": "secrets/mail"}}


class ServerTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.authority = Authority()
        cls.addClassCleanup(cls.authority.close)

    def server(self, *arguments, **options):
        server = Server(*arguments, **options)
        self.addCleanup(server.close)
        return server

    def home(self, mail, password=PASSWORD, trusting=True):
        settings = {"caFile": str(self.authority.certificate)} if trusting else {}
        home = Home(mail, **settings)
        home.write("secrets/mail", password + "\n")
        self.addCleanup(home.close)
        return home

    def assertRefused(self, home, server, failure_class):
        """`belfry test` says why, `belfry run` keeps the mail, and nobody has got anything."""
        tested = home.belfry("test", "ops")
        self.assertEqual(tested.returncode, 1, tested.stdout + tested.stderr)
        self.assertIn(f"({failure_class})", tested.stdout)
        home.spool({"n": 1})
        run = home.belfry("run", "--max-runtime", "1s", "--fail-on", "deferred")
        self.assertEqual(run.returncode, 1, run.stdout + run.stderr)
        self.assertIn("1 delivery outstanding", home.belfry("status").stdout)
        self.assertEqual(server.deliveries, [])
        return tested.stdout

    def assertDelivered(self, home, server, count=1):
        home.spool({"message": "it broke"})
        run = home.belfry("run")
        self.assertEqual((run.returncode, run.stdout, run.stderr), (0, "", ""))
        self.assertEqual(len(server.deliveries), count)
        return server.deliveries

    def test_mail_goes_over_starttls_with_a_login(self):
        server = self.server(self.authority.good(), login=True)
        home = self.home({"server": f"smtp://127.0.0.1:{server.port}"} | LOGIN)
        [mail] = self.assertDelivered(home, server)
        self.assertEqual((mail.sender, mail.recipients), ("belfry@example.com", ["ops@example.com"]))
        self.assertTrue(mail.is_encrypted and mail.is_logged_in)
        self.assertTrue(all(is_encrypted for _, is_encrypted in server.logins))
        self.assertEqual(Letter(mail.content).flaws(), [])
        self.assertNotIn(PASSWORD.encode(), home.records())

    def test_mail_goes_over_implicit_tls(self):
        server = self.server(self.authority.good(), implicit=True, login=True)
        home = self.home({"server": f"smtps://127.0.0.1:{server.port}"} | LOGIN)
        [mail] = self.assertDelivered(home, server)
        self.assertTrue(mail.is_encrypted and mail.is_logged_in)

    def test_mail_to_this_machine_may_go_in_the_clear(self):
        server = self.server()
        home = self.home({"server": f"smtp://127.0.0.1:{server.port}", "tls": "none"})
        [mail] = self.assertDelivered(home, server)
        self.assertFalse(mail.is_encrypted)

    def test_every_recipient_gets_a_mail_of_its_own(self):
        server = self.server(self.authority.good())
        home = self.home({"server": f"smtp://127.0.0.1:{server.port}"})
        home.write("integrations/ops.json", {
            "name": "Ops by mail", "type": "EMAIL", "to": ["a@example.com", "b@example.com"], "events": ["**"],
        })
        mails = self.assertDelivered(home, server, count=2)
        self.assertEqual(sorted(mail.recipients for mail in mails), [["a@example.com"], ["b@example.com"]])
        self.assertEqual(mails[0].content, mails[1].content)

    def test_bad_certificates_get_nothing(self):
        for name in ("expired", "of_another_host", "self_signed"):
            for implicit in (False, True):
                with self.subTest(certificate=name, implicit=implicit):
                    server = self.server(getattr(self.authority, name)(), implicit=implicit)
                    scheme = "smtps" if implicit else "smtp"
                    home = self.home({"server": f"{scheme}://127.0.0.1:{server.port}"} | LOGIN)
                    self.assertRefused(home, server, "tls")
                    self.assertEqual(server.logins, [])

    def test_an_authority_that_nobody_named_is_not_trusted(self):
        server = self.server(self.authority.good())
        home = self.home({"server": f"smtp://127.0.0.1:{server.port}"}, trusting=False)
        self.assertRefused(home, server, "tls")

    def test_without_starttls_nothing_is_sent(self):
        server = self.server(login=True)
        home = self.home({"server": f"smtp://127.0.0.1:{server.port}"} | LOGIN)
        self.assertRefused(home, server, "tls")
        self.assertEqual(server.logins, [])

    def test_a_wrong_password_is_told_and_shown_nowhere(self):
        server = self.server(self.authority.good(), login=True)
        home = self.home({"server": f"smtp://127.0.0.1:{server.port}"} | LOGIN, password="wrong-battery")
        told = self.assertRefused(home, server, "auth")
        self.assertNotIn("wrong-battery", told)
        self.assertNotIn(b"wrong-battery", home.records())

    def test_a_server_without_logins_gets_no_mail_of_a_user(self):
        server = self.server(self.authority.good())
        home = self.home({"server": f"smtp://127.0.0.1:{server.port}"} | LOGIN)
        self.assertRefused(home, server, "auth")


if __name__ == "__main__":
    unittest.main()
