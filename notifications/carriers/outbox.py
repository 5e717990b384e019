"""The mail backend of a machine without a mail provider: every mail ends on the page /dev/outbox and nowhere else."""

from collections.abc import Sequence
from email.utils import make_msgid

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from notifications.enums import Channel
from notifications.models import OutboxMessage


class OutboxBackend(BaseEmailBackend):
    """Keeps a mail once per Message-ID, however often it is sent."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        kept = [_kept(mail) for mail in email_messages if mail.recipients()]
        OutboxMessage.objects.bulk_create(kept, ignore_conflicts=True)
        return len(kept)


def _kept(mail: EmailMessage) -> OutboxMessage:
    key = mail.extra_headers.setdefault("Message-ID", make_msgid(domain="switchboard.test"))
    parts = getattr(mail, "alternatives", None) or []
    return OutboxMessage(
        key=key,
        channel=Channel.EMAIL,
        to=", ".join(mail.recipients()),
        subject=str(mail.subject),
        text=str(mail.body),
        html=next((str(part[0]) for part in parts if part[1] == "text/html"), ""),
        raw=mail.message().as_bytes(linesep="\r\n"),  # type: ignore[call-arg]  # Django takes it
    )
