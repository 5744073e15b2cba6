"""A message as its receiver reads it: Python's parser, as strict as it can be, and the rules that it does not know."""

import email
import email.policy
import re

ONCE = ["date", "from", "to", "subject", "message-id", "mime-version", "content-type", "auto-submitted"]
NEVER = ["bcc", "cc", "x-injected"]


class Letter:
    def __init__(self, content):
        self.content = content
        self.message = email.message_from_bytes(content, policy=email.policy.strict)
        self.parts = list(self.message.iter_parts())

    @property
    def subject(self):
        return self.message["subject"]

    @property
    def text(self):
        return self._body("plain")

    @property
    def html(self):
        return self._body("html")

    def _body(self, kind):
        return self.message.get_body((kind,)).get_content().replace("\r\n", "\n")

    def flaws(self):
        """Everything about its form that is not as the standards have it."""
        flaws = [f"{part.get_content_type()}: {flaw}" for part in self.message.walk() for flaw in part.defects]
        flaws += [f"{name}: {flaw}" for name, value in self.message.items() for flaw in value.defects]
        flaws += [f"{name} ×{len(self.message.get_all(name, []))}" for name in ONCE if len(self.message.get_all(name, [])) != 1]
        flaws += [f"{name} is there" for name in NEVER if self.message.get_all(name)]
        flaws += self._flaws_of_lines()
        kinds = [part.get_content_type() for part in self.parts]
        if kinds != ["text/plain", "text/html"]:
            flaws.append(f"parts: {kinds}")
        return flaws

    def _flaws_of_lines(self):
        """RFC 5322 section 2.1.1 and 2.3; encoded lines have 76 (RFC 2045), others should have 78."""
        flaws = []
        if re.search(rb"(?<!\r)\n|\r(?!\n)", self.content):
            flaws.append("a bare CR or LF")
        if any(byte > 126 or byte < 32 and byte not in b"\r\n\t" for byte in self.content):
            flaws.append("a byte that is not printable ASCII")
        flaws += [f"a line of {len(line)}" for line in self.content.split(b"\r\n") if len(line) > 78]
        words = re.findall(rb"=\?[^?\s]+\?[^?\s]+\?[^?\s]*\?=", self.content)
        flaws += [f"an encoded word of {len(word)}" for word in words if len(word) > 75]
        return flaws
