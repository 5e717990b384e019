"""A mail inside a page: an answer of its own that may do nothing but be looked at."""

from django.http import HttpResponse
from django.views.decorators.clickjacking import xframe_options_sameorigin

#: the page that shows the frame needs this much more than other pages
FRAMING = {"frame-src": ["'self'"]}
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox allow-popups"


@xframe_options_sameorigin
def mail_frame(_request: object, html: str) -> HttpResponse:
    response = HttpResponse(html, content_type="text/html; charset=utf-8")
    response["Content-Security-Policy"] = _POLICY
    response["Cache-Control"] = "no-store"
    return response
