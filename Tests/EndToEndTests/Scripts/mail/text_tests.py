"""Events that mean harm, and what arrives of them."""

import unittest

from home import Home
from letter import Letter
from server import Server

TEXTS = {
    "a header of its own": "done\r\nBcc: evil@example.com\r\nX-Injected: yes\r\n\r\nbody",
    "a header behind a bare CR": "done\rBcc: evil@example.com",
    "a header behind a bare LF": "done\nBcc: evil@example.com",
    "lone dots": "before\n.\nafter\n..\n.\r\n.\r\nMAIL FROM:<evil@example.com>\r\nRCPT TO:<victim@example.com>\r\nDATA\r\n",
    "a dot between bare line ends": "before\n.\rafter\r.\nend\r\n.\rMAIL FROM:<evil@example.com>",
    "a very long word": "x" * 5000,
    "a very long line": "word " * 2000,
    "text beyond ASCII": "größer als 日本語 и ещё 🔔🔔🔔 " * 20,
    "separators of lines": "one\u2028two\u2029three\u0085four\vfive\fsix",
    "right to left": "user\u202egnp.exe \u2066hidden\u2069 שלום عالم",
    "words that look encoded": "=?utf-8?B?QmNjOiBldmls?= =?utf-8?Q?=0D=0ABcc:_evil?= =20=3D",
    "a boundary": "--=_belfry\r\nContent-Type: text/html\r\n\r\n<script>alert(1)</script>\r\n--=_belfry--",
    "markup": "</td></table><script>alert(1)</script><img src=x onerror=alert(1)>&amp;{{type}}",
    "control characters": "bell\a escape\x1b[31mred\x1b[0m backspace\b delete\x7f",
    "the mark of an old mailbox": "From nobody\nFrom evil@example.com Mon Mar  2 05:59:00 2026\n",
    "blanks at the ends of lines": "one   \ntwo\t\nthree \t ",
    "a null": "before\0after",
    "nothing but blanks": " \t\r\n ",
}


def data(text):
    """An event that says it everywhere; not twice the same, which a message leaves out."""
    project, service = ({"id": kind + text, "name": f"{kind} {text}"} for kind in ("project", "service"))
    return {"message": f"it says {text}", "project": project, "service": service, "branch": f"on {text}", "text": text}


def one_kind_of_line(text):
    """Mail has one, whatever a text had."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


class TextTests(unittest.TestCase):
    def mails(self, *texts, templates=None, **integration):
        """What arrives of an event each."""
        server = Server()
        self.addCleanup(server.close)
        home = Home({"server": f"smtp://127.0.0.1:{server.port}", "tls": "none"}, integration)
        self.addCleanup(home.close)
        for name, template in (templates or {}).items():
            home.write("templates/email/" + name, template)
        home.spool(*map(data, texts))
        run = home.belfry("run")
        self.assertEqual((run.returncode, run.stderr), (0, ""))
        for mail in server.deliveries:
            self.assertEqual((mail.sender, mail.recipients), ("belfry@example.com", ["ops@example.com"]))
        return [Letter(mail.content) for mail in server.deliveries]

    def assertSound(self, letter):
        self.assertEqual(letter.flaws(), [])
        self.assertNotIn("<script", letter.html)
        self.assertNotIn("<img", letter.html)
        self.assertRegex(letter.text, "recipient of Ops by mail")
        for text in (letter.subject, letter.text.replace("\n", ""), letter.html.replace("\n", "")):
            self.assertEqual([c for c in text if ord(c) < 32 or 127 <= ord(c) < 160], [])

    def test_every_event_stays_one_message(self):
        letters = self.mails(*TEXTS.values(), mode="individual")
        self.assertEqual(len(letters), len(TEXTS))
        for name, letter in zip(TEXTS, letters):
            with self.subTest(name):
                self.assertSound(letter)

    def test_a_digest_of_them_all_is_sound(self):
        letters = self.mails(*TEXTS.values(), mode="digest")
        self.assertGreaterEqual(len(letters), 1)
        for letter in letters:
            self.assertSound(letter)

    def test_the_text_arrives_as_the_template_wrote_it(self):
        templates = {"event.txt.mustache": "It says: {{{data.text}}}|"}
        letters = self.mails(*TEXTS.values(), templates=templates, mode="individual")
        for (name, text), letter in zip(TEXTS.items(), letters, strict=True):
            with self.subTest(name):
                self.assertEqual(letter.flaws(), [])
                self.assertEqual(letter.text, f"It says: {one_kind_of_line(text)}|")


if __name__ == "__main__":
    unittest.main()
