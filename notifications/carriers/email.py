"""Email through Django's backend: SMTP or a provider by EMAIL_URL, else the local outbox.

Our Message-ID is the delivery's key, the same for every try, so that a repeat can be recognised. SMTP itself honours
no key: after a crash between the server's "250" and our record, a mail goes out twice. A stored outbox keeps one.
"""

import smtplib
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from notifications import conf
from notifications.messages import invitations
from notifications.models import Delivery
from notifications.ports import Outcome
from notifications.rendering import Rendered


def mail_domain() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"


def compose(delivery: Delivery, message: Rendered) -> EmailMultiAlternatives:
    """The mail with everything that filters, vacation responders and mail programs look at."""
    notification = delivery.notification
    mail = EmailMultiAlternatives(
        subject=message.subject,
        body=message.text,
        to=[delivery.address],
        reply_to=[settings.DEFAULT_FROM_EMAIL],
        headers={
            "Message-ID": f"<{delivery.key}@{mail_domain()}>",
            # all mails about one thing stand together in the reader's mail program
            "References": f"<{notification.about_kind}.{notification.about_id}@{mail_domain()}>",
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
        },
    )
    mail.attach_alternative(message.html, "text/html")
    if message.invitation:
        # the last alternative is the one that calendars act on; Outlook looks for its method, and programs that know
        # no calendar show the file
        mail.attach_alternative(message.invitation, f"text/calendar; method={message.method}")
        mail.attach(invitations.NAME, message.invitation.encode(), "application/ics")
    return mail


class EmailCarrier:
    """One connection for a run, opened with the first mail and again after any trouble."""

    def __init__(self) -> None:
        self.connection: BaseEmailBackend = get_connection(timeout=conf.PROVIDER_TIMEOUT.total_seconds())

    def send(self, delivery: Delivery, message: Rendered) -> Outcome:
        mail = compose(delivery, message)
        try:
            self.connection.open()
        except (OSError, smtplib.SMTPException) as problem:
            self.close()
            return Outcome.failed(_words(problem), retryable=True, down=True)
        try:
            self.connection.send_messages([mail])
        except (OSError, smtplib.SMTPException) as problem:
            self.close()
            return _judged(problem)
        return Outcome.sent(mail.extra_headers["Message-ID"])

    def close(self) -> None:
        self.connection.close()


def _judged(problem: OSError | smtplib.SMTPException) -> Outcome:
    """A server that answered has refused, for now (4xx) or for good (5xx); one that fell silent may have taken it."""
    codes: list[int] = []
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _ in problem.recipients.values()]
    elif isinstance(problem, smtplib.SMTPResponseException):
        codes = [problem.smtp_code]
    if codes:
        return Outcome.failed(_words(problem), retryable=all(400 <= code < 500 for code in codes))
    if isinstance(problem, smtplib.SMTPNotSupportedError):
        return Outcome.failed(_words(problem), retryable=False)
    return Outcome.unknown(_words(problem))


def _words(problem: Exception) -> str:
    return f"{type(problem).__name__}: {problem}"
