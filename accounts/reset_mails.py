"""The sender of links to choose a new password: outside any request and any transaction, under a lease."""

from accounts import conf, reset_link
from accounts.actions.claim_reset_request import claim_reset_request, forget_reset_request
from core.clock import now


def send_due(limit: int = conf.RESET_RUN_LIMIT) -> int:
    """Send what is due, oldest first; returns how many mails left.

    Ends when the mail server fails: the rest is due still, and what was tried is again when its lease is over. A
    process that dies between sending and forgetting sends a second mail, with a link of its own.
    """
    sent = 0
    while sent < limit and (claimed := claim_reset_request(at=now())):
        request, user = claimed
        if not reset_link.send_reset_mail(user):
            break
        forget_reset_request(request)
        sent += 1
    return sent
