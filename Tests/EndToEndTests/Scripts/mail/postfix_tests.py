"""Through Postfix into a mailbox: by SMTP in the clear, with STARTTLS, with TLS, and by its sendmail."""

import unittest

from certificates import Authority
from home import Home
from letter import Letter
from postfix import IS_AVAILABLE, Postfix
from text_tests import TEXTS, data


@unittest.skipUnless(IS_AVAILABLE, "root and Postfix are needed")
class PostfixTests(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.authority = Authority()
        cls.addClassCleanup(cls.authority.close)
        cls.postfix = Postfix(cls.authority.good())
        cls.addClassCleanup(cls.postfix.close)

    def assertArrives(self, mail, *events):
        home = Home(mail, {"mode": "individual"}, caFile=str(self.authority.certificate))
        self.addCleanup(home.close)
        home.spool(*events)
        run = home.belfry("run")
        self.assertEqual((run.returncode, run.stderr), (0, ""))
        letters = [self.letter(content) for content in self.postfix.take(len(events))]
        self.assertEqual(len(letters), len(events))
        return letters

    def letter(self, content):
        """As it lies in the mailbox: with Unix lines and what Postfix wrote before it."""
        head, mark, rest = content.partition(b"\nDate: ")
        self.assertTrue(mark, content)
        letter = Letter((b"Date: " + rest).replace(b"\n", b"\r\n"))
        self.assertIn(b"\nReceived: ", head)
        self.assertEqual(letter.flaws(), [])
        return letter

    def test_in_the_clear(self):
        [letter] = self.assertArrives({"server": f"smtp://127.0.0.1:{self.postfix.plain}", "tls": "none"}, {"n": 1})
        self.assertEqual(letter.message["To"], "ops@example.com")

    def test_with_starttls_every_text_arrives(self):
        self.assertArrives({"server": f"smtp://127.0.0.1:{self.postfix.starttls}"}, *map(data, TEXTS.values()))

    def test_with_tls_from_the_first_byte_on(self):
        self.assertArrives({"server": f"smtps://127.0.0.1:{self.postfix.implicit}"}, {"n": 1})

    def test_through_its_sendmail_every_text_arrives(self):
        self.assertArrives({"sendmail": str(self.postfix.sendmail())}, *map(data, TEXTS.values()))

    def test_a_recipient_who_is_not_here_is_rejected(self):
        mail = {"server": f"smtp://127.0.0.1:{self.postfix.plain}", "tls": "none"}
        home = Home(mail, {"to": ["ops@elsewhere.example"]})
        self.addCleanup(home.close)
        home.spool({"n": 1})
        run = home.belfry("run")
        self.assertEqual(run.returncode, 1)
        self.assertRegex(run.stderr, r"last failure: the recipient: 554 .*Relay access denied \(client\)")


if __name__ == "__main__":
    unittest.main()
