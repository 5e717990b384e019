"""Who sits before the wizard, and which draft is theirs.

A customer's draft is found by who they are. A guest's by a cookie that holds nothing but its signed id; it is sent to
the wizard's pages alone, and no script can read it.
"""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from accounts.actors import actor_for_request
from accounts.models import Customer, User
from core.actor import Actor
from scheduling import conf
from scheduling.models import CallDraft
from scheduling.models.draft import CallDraftQuerySet

COOKIE, SALT, PATH = "call_draft", "scheduling.wizard", "/schedule-call/"


@dataclass(frozen=True)
class Visitor:
    request: HttpRequest

    @cached_property
    def user(self) -> User | None:
        return self.request.user if self.request.user.is_authenticated else None

    @property
    def is_worker(self) -> bool:
        """Of the operator's side: they book for a customer elsewhere."""
        return self.user is not None and self.user.is_worker

    @cached_property
    def customer(self) -> Customer | None:
        if self.user is None or self.is_worker:
            return None
        return Customer.objects.filter(user=self.user).first()

    @cached_property
    def actor(self) -> Actor:
        by = actor_for_request(self.request)
        if self.customer is None and self.draft is not None:
            return replace(by, name=by.name or self.draft.said.get("name", ""))
        return by

    @cached_property
    def draft(self) -> CallDraft | None:
        """The one they are filling in."""
        return None if self.is_worker else self.drafts.live().select_related("hold__booking").first()

    @property
    def drafts(self) -> CallDraftQuerySet:
        """Theirs, sent ones among them."""
        if self.customer is not None:
            return CallDraft.objects.filter(customer=self.customer)
        key = self.guests_key
        return CallDraft.objects.filter(customer=None, pk=key) if key else CallDraft.objects.none()

    @property
    def guests_key(self) -> Any:
        signed = self.request.get_signed_cookie(COOKIE, None, salt=SALT, max_age=conf.DRAFT_LASTS)
        return CallDraft.parse_id(signed)

    @property
    def profile_zone(self) -> str:
        """What their profile says; empty for a guest."""
        return self.user.timezone if self.user is not None else ""


def remember(response: HttpResponseBase, draft: CallDraft) -> HttpResponseBase:
    """A guest's browser finds the draft again, as long as it is kept."""
    if draft.is_guests:
        response.set_signed_cookie(
            COOKIE,
            draft.public_id,
            salt=SALT,
            max_age=int(conf.DRAFT_LASTS.total_seconds()),
            path=PATH,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    return response
