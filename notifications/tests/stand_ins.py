"""Carriers and a mail server that behave as they are told."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from notifications.models import Delivery
from notifications.ports import Outcome
from notifications.rendering import Rendered


class ScriptedCarrier:
    """Answers with these outcomes in turn, the last one for ever; remembers what it was given."""

    def __init__(self, *outcomes: Outcome) -> None:
        self.outcomes = list(outcomes)
        self.given: list[str] = []
        self.messages: list[Rendered] = []

    def send(self, delivery: Delivery, message: Rendered) -> Outcome:
        self.given.append(delivery.key)
        self.messages.append(message)
        return self.outcomes.pop(0) if len(self.outcomes) > 1 else self.outcomes[0]

    def close(self) -> None:
        return None


class HangingCarrier:
    """Answers when `let_go` is set: a provider that keeps its callers waiting."""

    let_go = threading.Event()

    def send(self, delivery: Delivery, message: Rendered) -> Outcome:
        self.let_go.wait(20)
        return Outcome.unknown("hung")

    def close(self) -> None:
        return None


class _Conversation(socketserver.StreamRequestHandler):
    """Enough SMTP for smtplib; `server.script` says what to answer to which verb, None = hang up."""

    def handle(self) -> None:
        self.say("220 stand-in ready")
        while line := self.rfile.readline().decode():
            verb = line.split()[0].upper() if line.split() else ""
            answer = self.server.script.get(verb, {"DATA": "354 go on", "QUIT": "221 bye"}.get(verb, "250 ok"))
            if answer is None:
                return
            self.say(answer)
            if verb == "DATA" and answer.startswith("354"):
                self.server.mails.append(self.body())
                final = self.server.script.get("DATA END", "250 taken")
                if final is None:
                    return
                self.say(final)

    def say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")

    def body(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        return b"".join(lines)


@contextmanager
def mail_server(settings, **script: str | None) -> Iterator[list[bytes]]:
    """A mail server on a free port, for the block; yields the mails it took. Verbs with a blank: DATA_END."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Conversation) as server:
        server.daemon_threads = True
        server.script = {verb.replace("_", " "): answer for verb, answer in script.items()}
        server.mails = []
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        yield server.mails
        server.shutdown()
