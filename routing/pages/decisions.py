"""Decisions: the list of them, and one with every candidate and what would have made it somebody else."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.actors import actor_for_request
from accounts.web import requires_scope
from core import clock
from core.actor import staff_public_id
from core.errors import NotFound
from events import feed
from routing.conf import ADMIN_SCOPE
from routing.enums import DecisionKind, Queue
from routing.kinds import KINDS, all_related, kind_of
from routing.models import Decision
from routing.pages.clocks import clock_time, zone_name
from routing.pages.why import asked_for, in_readers_words, why_stored
from routing.policies import is_routing_admin
from routing.queries.decisions import Wanted, decide_again, decision_for, differs_in, list_decisions
from routing.rules.matching import ENGINE
from workforce.models import Staff, Team

PER_PAGE = 50
#: who takes work of any kind
READERS = ("ae:queue:read", "calls:handle", ADMIN_SCOPE)
RESULTS = [
    ("", _("Every result")),
    ("overflowed", _("Beyond capacity")),
    ("nobody", _("Nobody could take it")),
]


class DecisionFilter(forms.Form):
    """What the list shows. A value that is not offered counts as none: an old link still opens the list."""

    team = forms.ChoiceField(label=_("Team"), required=False)
    winner = forms.ChoiceField(label=_("Who got it"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    result = forms.ChoiceField(label=_("Result"), required=False, choices=RESULTS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "filter-%s", **kwargs})
        teams = [(team.public_id, team.name) for team in Team.objects.filter(work__in=Queue.values)]
        people = Staff.objects.filter(capacity_slots__work__in=Queue.values).order_by("user__name", "pk").distinct()
        members = [(staff_public_id(key), name) for key, name in people.values_list("pk", "user__name")]
        kinds = [(value, str(label).capitalize()) for value, label in DecisionKind.choices]
        self._offer("team", _("Every team"), teams)
        self._offer("winner", _("Everybody"), members)
        self._offer("kind", _("Every kind"), kinds)

    def _offer(self, name: str, everything: Any, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", everything), *choices]

    def chosen(self) -> dict[str, str]:
        self.is_valid()
        return {name: value for name in self.fields if (value := self.cleaned_data.get(name, ""))}


@requires_scope(ADMIN_SCOPE)
@require_safe
def decisions(request: HttpRequest) -> HttpResponse:
    at, position = clock.now(), feed.head()
    form = DecisionFilter(request.GET)
    chosen = form.chosen()
    before, after = (Decision.parse_id(request.GET.get(name, "")) for name in ("before", "after"))
    found, more = list_decisions(_wanted(chosen), related=all_related(), limit=PER_PAGE, before=before, after=after)
    has_newer, has_older = (more, True) if after else (before is not None, more)
    context = {
        "filter": form,
        "rows": [_row(one, at) for one in found],
        "is_filtered": bool(chosen),
        "list_url": _url(chosen),
        "newer_url": _url(chosen, after=found[0].public_id) if has_newer and found else "",
        "older_url": _url(chosen, before=found[-1].public_id) if has_older and found else "",
        "is_latest": not has_newer,
        "zone": zone_name(),
        "live": {"topics": "queue.ae queue.calls", "position": position},
    }
    part = "#part" if request.htmx else ""  # type: ignore[attr-defined]
    return render(request, f"routing/decisions.html{part}", context)


@requires_scope(*READERS)
@require_safe
def decision(request: HttpRequest, decision_id: str) -> HttpResponse:
    by, at = actor_for_request(request), clock.now()
    found = decision_for(decision_id, seen=[kind.visible_to(by) for kind in KINDS.values()], related=all_related())
    if found is None:
        raise NotFound("decision")
    about, policy = kind_of(found.work_item).subject(found.work_item), found.policy
    place = [policy.queue, *([policy.team.public_id] if policy.team else [])]
    context = {
        "about": about,
        "decision": why_stored(found, by, at),
        "asked_for": asked_for(found),
        "overflowed": found.overflowed,
        "policy_url": f"{reverse('policy_versions', args=place)}#version-{policy.version}"
        if is_routing_admin(by)
        else "",
        "again": _again(found),
    }
    return render(request, "routing/decision.html", context)


def _wanted(chosen: dict[str, str]) -> Wanted:
    return Wanted(
        team_id=Team.parse_id(chosen.get("team")),
        winner_id=Staff.parse_id(chosen.get("winner")),
        kind=chosen.get("kind", ""),
        result=chosen.get("result", ""),
    )


def _url(chosen: dict[str, str], **place: str) -> str:
    query = urlencode(chosen | place)
    return reverse("decisions") + (f"?{query}" if query else "")


def _row(one: Decision, at: datetime) -> dict[str, Any]:
    return {
        "id": one.public_id,
        "url": reverse("decision", args=[one.public_id]),
        "about": kind_of(one.work_item).subject(one.work_item).name,
        "team": one.team.name,
        "winner": one.winner.name if one.winner else "",
        "sentence": in_readers_words(one)[0],
        "overflowed": one.overflowed,
        "at": one.decided_at.isoformat(),
        "at_local": clock_time(one.decided_at, at),
    }


def _again(found: Decision) -> str:
    """Whether the record still gives the same answer: "same", "earlier" (another engine decided it) or "other"."""
    if not differs_in(found, decide_again(found)):
        return "same"
    return "earlier" if found.engine != ENGINE else "other"
