"""A policy as people say it: each step a sentence, each switch, and what one version changed of the one before."""

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from routing.enums import Queue
from routing.models import RoutingPolicy
from routing.pages.clocks import minutes
from routing.queries.policies import SWITCHES, lines_of
from routing.rules.policy_steps import Line, changes

RULED_OUT = {
    "not_excluded": gettext_lazy("Rule out who is excluded from this piece of work"),
    "accepts_new": gettext_lazy("Rule out who takes no new work"),
    "free": gettext_lazy("Rule out who is busy at that time"),
    "calendar_fresh": gettext_lazy("Rule out whose calendar cannot be read"),
    "daily_cap": gettext_lazy("Rule out who has reached the day's maximum"),
    "within_hours": gettext_lazy("Rule out who is outside working hours"),
    "online": gettext_lazy("Rule out who is not online"),
    "skill": gettext_lazy("Rule out who is no specialist for it"),
    "language": gettext_lazy("Rule out who does not speak the customer's language"),
    "senior_for_vip": gettext_lazy("For a VIP, rule out who is not senior"),
    "previous_owner": gettext_lazy("Rule out who did not have it last time"),
}
PREFERRED = {
    "not_excluded": gettext_lazy("Prefer who is not excluded, if anybody"),
    "accepts_new": gettext_lazy("Prefer who takes new work, if anybody"),
    "free": gettext_lazy("Prefer who is free at that time, if anybody"),
    "calendar_fresh": gettext_lazy("Prefer whose calendar can be read, if anybody"),
    "daily_cap": gettext_lazy("Prefer who is below the day's maximum, if anybody"),
    "within_hours": gettext_lazy("Prefer who is within working hours, if anybody"),
    "online": gettext_lazy("Prefer who is online, if anybody"),
    "skill": gettext_lazy("Prefer specialists, if anybody"),
    "language": gettext_lazy("Prefer who speaks the customer's language, if anybody"),
    "senior_for_vip": gettext_lazy("For a VIP, prefer seniors, if anybody"),
    "previous_owner": gettext_lazy("Prefer who had it last time, if anybody"),
}
FIRST = {
    "priority": gettext_lazy("Then who comes first in the team's order"),
    "least_open": gettext_lazy("Then who has the least open work"),
    "least_percent": gettext_lazy("Then who has the least open work for their places"),
    "weighted_deficit": gettext_lazy("Then who is furthest below their share"),
    "longest_idle": gettext_lazy("Then who has waited longest for new work"),
    "least_recently_assigned": gettext_lazy("Then who was least recently given work"),
}
WORDS: dict[Line, Any] = {
    **{("filter", name): text for name, text in RULED_OUT.items()},
    **{("prefer", name): text for name, text in PREFERRED.items()},
    ("capacity", "capacity"): gettext_lazy("Rule out who is full"),
    **{("order", name): text for name, text in FIRST.items()},
}
#: queues for which only some switches mean anything: calls and merchants are no leads
APPLY: dict[str, tuple[str, ...]] = {Queue.CALL: ("overflow",), Queue.IC: ("overflow",)}
ICONS = {"filter": "ban", "prefer": "star", "capacity": "inbox", "order": "arrows-sort"}


def switches_for(queue: str) -> tuple[str, ...]:
    return APPLY.get(queue, SWITCHES)


def step_words(line: Line) -> str:
    return str(WORDS.get(line, " ".join(line).replace("_", " ")))


def switch_words(name: str, value: Any) -> str:
    match name, value:
        case "overflow", True:
            return _("When everybody is full, the least loaded takes it anyway")
        case "overflow", _off:
            return _("When everybody is full, it waits in line")
        case "contact_needs_connection", True:
            return _("Only a conversation stops the first-contact clock")
        case "contact_needs_connection", _off:
            return _("An attempt in time stops the first-contact clock")
        case "clock_in_team_hours", True:
            return _("Clocks run in the team's working hours")
        case "clock_in_team_hours", _off:
            return _("Clocks always run")
        case "reoffer_after", timedelta():
            span = minutes(int(value / timedelta(minutes=1)))
            return _("A missed lead goes to somebody else after %(span)s") % {"span": span}
    return _("A missed lead stays where it is")


def place_name(policy: RoutingPolicy) -> str:
    return policy.team.name if policy.team else _("teams without a policy of their own")


def difference(before: RoutingPolicy | None, after: RoutingPolicy) -> list[dict[str, str]]:
    """What the later version changed: lines with a sign, words and, of what moved, from where."""
    if before is None:
        return [_line("+", step_words(line)) for line in lines_of(after)]
    told = between(lines_of(before), lines_of(after))
    for name in SWITCHES:
        was, is_now = getattr(before, name), getattr(after, name)
        if was != is_now:
            told += [_line("−", switch_words(name, was)), _line("+", switch_words(name, is_now))]
    return told


def between(before: list[Line], after: list[Line]) -> list[dict[str, str]]:
    told = []
    for change in changes(before, after):
        words = step_words(change.line)
        if change.before is None:
            told.append(_line("+", words, _("at place %(n)s") % {"n": change.after}))
        elif change.after is None:
            told.append(_line("−", words))
        else:
            places = {"before": change.before, "after": change.after}
            told.append(_line("↕", words, _("from place %(before)s to %(after)s") % places))
    return told


def _line(sign: str, words: str, where: str = "") -> dict[str, str]:
    said = {"+": _("added"), "−": _("taken out"), "↕": _("moved")}[sign]
    return {"sign": sign, "said": said, "words": words, "where": where}
