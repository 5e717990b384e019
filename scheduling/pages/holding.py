"""The hour of the call and after: it begins, it ends, nobody is there, it is off, or the next one is booked."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.actors import actor_for_request
from accounts.web import requires_scope
from core import clock
from core.actor import Actor
from core.errors import Forbidden
from routing.pages.answering import other_times
from scheduling.actions import cancel_call, change_call, conclude_call, miss_call, request_call, start_call
from scheduling.actions._limits import Asker
from scheduling.models import CallRequest, Topic
from scheduling.pages.acting import WRITERS, button, form_page, moment_help, time_words
from scheduling.pages.forms import CancelForm, CompleteForm, EditForm, NextCallForm, NoShowForm
from scheduling.pages.offered import takes_calls
from scheduling.queries.call_page import call_for_page
from workforce.models import Staff
from workforce.queries import nearest_free

#: what the next call takes over from the last
KEPT = (
    "timezone", "contact_phone", "phone_type", "phone_extension", "backup_phone", "preferred_contact_method",
    "language_preference", "custom_topic_description",
)  # fmt: skip
OFFERED = 5


@requires_scope(*WRITERS)
@require_POST
def start(request: HttpRequest, call_id: str) -> HttpResponse:
    by = actor_for_request(request)

    def act(key: UUID, _data: dict[str, Any]) -> None:
        start_call(key, by=by, at=clock.now())

    return button(request, call_id, act, _("The call has begun."))


@requires_scope(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def complete(request: HttpRequest, call_id: str) -> HttpResponse:
    by = actor_for_request(request)
    call = call_for_page(call_id, by)

    def act(key: UUID, data: dict[str, Any]) -> None:
        conclude_call(key, outcome=data["outcome"], notes=data["notes"], by=by, at=clock.now())

    form = CompleteForm(request.POST or None, auto_id="complete-%s")
    title, submit = _("How did it end?"), _("End the call")
    return form_page(request, call, form, act, title=title, submit=submit, done_text=_("The call is over."))


@requires_scope(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def no_show(request: HttpRequest, call_id: str) -> HttpResponse:
    by = actor_for_request(request)
    call = call_for_page(call_id, by)

    def act(key: UUID, data: dict[str, Any]) -> None:
        miss_call(key, reason=data["reason"], by=by, at=clock.now())

    form = NoShowForm(request.POST or None, auto_id="no-show-%s")
    title, submit = _("Nobody was there"), _("Write it down")
    return form_page(request, call, form, act, title=title, submit=submit, done_text=_("Written down."))


@requires_scope(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, call_id: str) -> HttpResponse:
    by = actor_for_request(request)
    call = call_for_page(call_id, by)

    def act(key: UUID, data: dict[str, Any]) -> None:
        cancel_call(key, reason=data["reason"], by=by, at=clock.now())

    form = CancelForm(request.POST or None, auto_id="cancel-%s")
    title, submit = _("Cancel the call"), _("Cancel the call")
    return form_page(request, call, form, act, title=title, submit=submit, done_text=_("The call is cancelled."))


@requires_scope(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, call_id: str) -> HttpResponse:
    by = actor_for_request(request)
    call = call_for_page(call_id, by)

    def act(key: UUID, data: dict[str, Any]) -> None:
        change_call(key, data, by=by, at=clock.now())

    initial = {name: getattr(call, name) for name in EditForm.base_fields}
    initial["additional_attendees"] = "\n".join(call.additional_attendees)
    form = EditForm(request.POST or None, initial=initial, flexible=bool(call.urgency_level), auto_id="edit-%s")
    title, submit = _("Correct the details"), _("Keep the changes")
    return form_page(request, call, form, act, title=title, submit=submit, done_text=_("Corrected."))


@requires_scope(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def book_next(request: HttpRequest, call_id: str) -> HttpResponse:
    """The same customer, and usually the same matter: the member takes it themselves."""
    by, at = actor_for_request(request), clock.now()
    call = call_for_page(call_id, by)

    def act(_key: UUID, data: dict[str, Any]) -> None:
        me = Staff.objects.active().with_person().filter(pk=by.user_id).first()
        if me is None:
            raise Forbidden(_("Only members who take calls can have one."))
        facts = {name: getattr(call, name) for name in KEPT}
        facts |= {
            "topic": data["topic"],
            "scheduling_type": "CALENDAR",
            "scheduled_date_time": data["starts_at"],
            "notes": data["notes"],
            "additional_attendees": list(call.additional_attendees),
        }
        asker = Asker(call.contact_name, call.contact_email, call.customer)
        request_call(facts, asker, to=me, by=by.on(call.journey_id), at=clock.now())

    form = NextCallForm(
        request.POST or None,
        topics=Topic.objects.offered() | Topic.objects.filter(pk=call.topic_id),
        initial={"topic": call.topic_id},
        zone_help=moment_help(call, at),
        auto_id="next-%s",
    )
    if by.user_id is not None:
        near = nearest_free(by.user_id, at, call.duration, OFFERED, at=at)
        form.instead = other_times(sorted(slot.start for slot in near), time_words(call))
    title, submit = _("Book the next call"), _("Book it")
    return form_page(
        request, call, form, act, title=title, submit=submit, done_text=_("The next call is booked."), may=_may_book
    )


def _may_book(by: Actor, _call: CallRequest) -> bool:
    return takes_calls(by)
