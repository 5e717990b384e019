"""What Twilio tells us: the fate of a message, and what people answer.

Signed over the address as people type it (BASE_URL, whatever proxy stands before us) and the raw form. Nothing of an
unsigned call is kept but a count.
"""

from functools import wraps
from typing import Any
from urllib.parse import parse_qsl

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from accounts.web import Page
from core import clock
from core.phone import to_e164
from integrations.metrics import REFUSED
from integrations.twilio.signature import is_signed
from notifications.actions import opt_in, opt_out, take_report
from notifications.enums import Channel, ReportedState

MOST_BYTES = 64 * 1024
#: words that come to nothing (accepted, queued, sending …) are not here
REPORTED = {
    "sent": ReportedState.SENT,
    "delivered": ReportedState.DELIVERED,
    "read": ReportedState.DELIVERED,
    "undelivered": ReportedState.FAILED,
    "failed": ReportedState.FAILED,
    "canceled": ReportedState.FAILED,
}
STOP = {"STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "REVOKE", "OPTOUT"}
START = {"START", "YES", "UNSTOP"}
EMPTY = '<?xml version="1.0" encoding="UTF-8"?><Response></Response>'


def signed_by_twilio(page: Page) -> Page:
    """Hands the form to the page, as a dictionary. 401 without a signature of ours, 413 when it is too large."""

    @csrf_exempt
    @require_POST
    @wraps(page)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
            return HttpResponse(status=413)
        try:
            form = parse_qsl(request.body.decode(), keep_blank_values=True, strict_parsing=False, max_num_fields=200)
        except ValueError:
            form = []
        given = request.headers.get("X-Twilio-Signature", "")
        if not is_signed(settings.TWILIO_AUTH_TOKEN, settings.BASE_URL + request.get_full_path(), form, given):
            REFUSED.labels("twilio").inc()
            return HttpResponse(status=401)
        return page(request, dict(form), *args, **kwargs)

    return guarded


@signed_by_twilio
def status(request: HttpRequest, form: dict[str, str]) -> HttpResponse:
    """A message went further. One that we do not know is answered all the same: repeating it would help nobody."""
    word = form.get("MessageStatus", form.get("SmsStatus", ""))
    if word in REPORTED:
        take_report(
            request.GET.get("delivery", ""),
            provider_id=form.get("MessageSid", form.get("SmsSid", "")),
            word=word,
            state=REPORTED[word],
            error=form.get("ErrorCode", ""),
            at=clock.now(),
        )
    return HttpResponse(status=204)


@signed_by_twilio
def inbound(_request: HttpRequest, form: dict[str, str]) -> HttpResponse:
    """Somebody answered a text message: STOP and its like are obeyed, START lifts them; nothing else is read."""
    word = form.get("Body", "").strip().upper()
    try:
        number = to_e164(form.get("From", ""))
    except ValueError:
        number = ""
    if number and word in STOP:
        opt_out(Channel.SMS, number, why=f"Answered {word}", at=clock.now())
    elif number and word in START:
        opt_in(Channel.SMS, number, at=clock.now())
    return HttpResponse(EMPTY, content_type="text/xml")
