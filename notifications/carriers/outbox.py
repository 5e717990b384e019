"""Where messages end on a machine without providers: on the page /dev/outbox, and nowhere else."""

from collections.abc import Sequence
from email.utils import make_msgid

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from notifications.enums import Channel
from notifications.models import Delivery, OutboxMessage
from notifications.ports import Outcome
from notifications.rendering import Rendered


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


class OutboxCarrier:
    """SMS and push as they would be sent, kept once per key."""

    def send(self, delivery: Delivery, message: Rendered) -> Outcome:
        text = message.sms if delivery.channel == Channel.SMS else message.url
        OutboxMessage.objects.bulk_create(
            [
                OutboxMessage(
                    key=delivery.key,
                    channel=delivery.channel,
                    to=delivery.address,
                    subject=message.subject,
                    text=text,
                )
            ],
            ignore_conflicts=True,
        )
        return Outcome.sent(delivery.key, "Kept in the local outbox.")

    def close(self) -> None:
        return None
