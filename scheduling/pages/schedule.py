"""A merchant gets a session: which help, with whom, how long, when."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.actors import actor_for_request
from accounts.web import requires_scope
from core import clock
from core.actor import Actor
from core.errors import DomainError, Forbidden, NotFound
from core.web.pages import once_for_form
from routing.enums import Queue, SupportType
from routing.models import Merchant, WorkItem
from routing.pages import answering
from routing.pages.answering import Place, put_on, show_form
from routing.pages.clocks import labelled
from routing.pages.support_desk import WRITERS
from routing.policies import is_routing_admin
from routing.queries.merchants import item_of_entry, merchant_for
from scheduling.actions import schedule_session
from scheduling.conf import LONGEST_SESSION, SHORTEST_SESSION
from scheduling.pages import session_times
from scheduling.pages.session_acting import in_words
from scheduling.pages.session_forms import ScheduleForm
from scheduling.queries.merchant_page import free_days, needs_of
from scheduling.queries.session_policy import agenda_of
from scheduling.queries.sessions import consultant
from workforce.models import Staff
from workforce.queries import candidates

#: of the consultant's free time that the form offers
DAYS_AHEAD = 14
USUAL_MINUTES = 60


@dataclass(frozen=True, slots=True)
class Wish:
    """What decides the free times."""

    type: str
    staff: Staff
    minutes: int


@requires_scope(*WRITERS)
@require_http_methods(["GET", "HEAD", "POST"])
def schedule(request: HttpRequest, merchant_id: str) -> HttpResponse:
    by, at = actor_for_request(request), clock.now()
    merchant = merchant_for(merchant_id, by=by)
    needs = [one for one in needs_of(merchant, by) if one.is_open]
    need = _need(request, needs, by)
    people = _people(needs, by, at) if is_routing_admin(by) else []
    wish = _wish(request, need, people, by)
    zone = session_times.zone_of(merchant.zone, wish.staff.timezone)
    place = Place(merchant.business_name, reverse("merchant", args=[merchant_id]), f"form-{merchant_id}")
    asks_for_times = request.method == "POST" and request.POST.get("do") == "times"
    form = ScheduleForm(
        request.POST if request.method == "POST" and not asks_for_times else None,
        initial=_again(request, wish) if asks_for_times else _initial(wish),
        days=free_days(wish.staff, timedelta(minutes=wish.minutes), DAYS_AHEAD, zone, at=at),
        zone=zone,
        people=people,
        refresh=_refresh(request, place),
        auto_id="schedule-%s",
    )
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                once_for_form(request, by, lambda: _made(merchant, wish.staff, form.cleaned_data, zone, by))
            except (NotFound, Forbidden):
                raise
            except DomainError as refusal:
                status = put_on(form, refusal, in_words, lambda start, now: session_times.both(zone, start, now))
            else:
                text = _("The session is scheduled.")
                return answering.done(request, place, labelled(merchant.business_name, text))
    title, submit = _("Schedule a session"), _("Schedule it")
    return show_form(request, form, place, title=title, submit=submit, status=status)


def _made(merchant: Merchant, staff: Staff, data: dict[str, Any], zone: ZoneInfo, by: Actor) -> str:
    facts = {
        "session_type": data["session_type"],
        "scheduled_for": data["chosen"],
        "duration": timedelta(minutes=data["duration_minutes"]),
        "timezone": zone.key,
        "agenda": data["agenda"],
        "platform": data["platform"],
        "send_invitations": data["send_invitations"],
        "notes": data["notes"],
    }
    made = schedule_session(merchant, staff, facts, by=by, at=clock.now())
    return reverse("session", args=[made.session.public_id])


def _need(request: HttpRequest, needs: list[WorkItem], by: Actor) -> WorkItem | None:
    """The open one that the address names, else the most urgent."""
    try:
        named = item_of_entry(request.GET.get("need", ""), by=by)
    except NotFound:
        named = None
    return next((one for one in needs if named is not None and one.pk == named.pk), needs[0] if needs else None)


def _wish(request: HttpRequest, need: WorkItem | None, people: list[tuple[str, str]], by: Actor) -> Wish:
    """What was chosen, else what the need says."""
    entry = need.ic_entry if need is not None else None
    kind = request.POST.get("session_type", "")
    if kind not in SupportType:
        kind = entry.support_type if entry else SupportType.GENERAL
    minutes = request.POST.get("duration_minutes", "")
    fits = minutes.isascii() and minutes.isdigit() and timedelta(minutes=int(minutes[:4])) >= SHORTEST_SESSION
    length = int(minutes[:4]) if fits else (entry.duration_minutes if entry else USUAL_MINUTES)
    length = min(length, int(LONGEST_SESSION.total_seconds() // 60))
    return Wish(kind, _consultant(request, need, people, by), length)


def _consultant(request: HttpRequest, need: WorkItem | None, people: list[tuple[str, str]], by: Actor) -> Staff:
    """For admins whom they choose: usually its owner, else the lightest; for others themselves."""
    asked = request.POST.get("ic", "")
    known = [key for key, _label in people]
    if known:
        owner = need.owner.public_id if need is not None and need.owner is not None else ""
        chosen = next((key for key in (asked, owner) if key in known), known[0])
        found = consultant(Staff.parse_id(chosen))
    else:
        found = consultant(by.user_id)
    if found is None:
        raise Forbidden(_("Only implementation consultants hold sessions."))
    return found


def _people(needs: list[WorkItem], by: Actor, at: datetime) -> list[tuple[str, str]]:
    """Consultants of the merchant's teams, or of all where it waits in none; whoever chooses among them first."""
    teams = {one.team_id for one in needs} or None
    rows = candidates(Queue.IC, at, team_ids=list(teams)) if teams else candidates(Queue.IC, at)
    rows.sort(key=lambda row: (row.staff_id != by.user_id, row.taken, row.name))
    told = _("%(name)s: %(taken)s of %(places)s")
    people = {row.public_id: told % {"name": row.name, "taken": row.taken, "places": row.places} for row in rows}
    return list(people.items())


def _initial(wish: Wish) -> dict[str, Any]:
    return {
        "session_type": wish.type,
        "ic": wish.staff.public_id,
        "duration_minutes": str(wish.minutes),
        "platform": settings.DEFAULT_MEETING_PLATFORM,
        "agenda": "\n".join(agenda_of(wish.type)),
        "agenda_of": wish.type,
        "send_invitations": True,
    }


def _again(request: HttpRequest, wish: Wish) -> dict[str, Any]:
    """Everything as it was filled in; an agenda that nobody has touched is that of the chosen type."""
    said = {name: request.POST.get(name, "") for name in ScheduleForm.base_fields}
    untouched = said["agenda"].splitlines() == agenda_of(said["agenda_of"])
    kept = {} if untouched else {"agenda": said["agenda"], "agenda_of": said["agenda_of"]}
    told = {name: said[name] for name in ("starts_at", "more", "platform", "notes")}
    return _initial(wish) | told | kept | {"send_invitations": bool(said["send_invitations"])}


def _refresh(request: HttpRequest, place: Place) -> dict[str, str]:
    return {
        "hx-post": request.path,
        "hx-include": "closest form",
        "hx-vals": '{"do": "times"}',
        "hx-target": f"#{place.slot}",
        "hx-trigger": "change",
    }
