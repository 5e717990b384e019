"""Every message with sample data in every language, for whoever words or translates them."""

from csp.decorators import csp_update
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.scopes import Scope
from accounts.web import requires_scope
from notifications.enums import INSIDE, OUTSIDE, Kind
from notifications.messages import MESSAGES
from notifications.pages.frames import FRAMING, mail_frame
from notifications.rendering import Rendered
from notifications.rules.segments import size_of
from notifications.samples import rendered_sample


@requires_scope(Scope.ADMIN_ROUTING)
@require_safe
@csp_update(FRAMING)
def previews(request: HttpRequest, kind: str = "", language: str = "") -> HttpResponse:
    kind = kind or request.GET.get("kind", Kind.NEW_LEAD_ASSIGNED)
    language = language or request.GET.get("language", "en")
    message = _rendered(kind, language)
    context = {
        "message": message,
        "sms": size_of(message.sms),
        "kind": kind,
        "language": language,
        "groups": [
            (_("To members"), [(known, known.label) for known in INSIDE]),
            (_("To customers and guests"), [(known, known.label) for known in OUTSIDE]),
        ],
        "languages": settings.LANGUAGES,
    }
    return render(request, "notifications/previews.html", context)


@requires_scope(Scope.ADMIN_ROUTING)
@require_safe
def html(request: HttpRequest, kind: str, language: str) -> HttpResponse:
    return mail_frame(request, _rendered(kind, language).html)


def _rendered(kind: str, language: str) -> Rendered:
    if kind not in MESSAGES or language not in dict(settings.LANGUAGES):
        raise Http404
    return rendered_sample(kind, language)
