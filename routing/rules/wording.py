"""A decision in words: one sentence that a colleague would say, and one for each candidate.

English stands here and is what is stored; whoever makes a decision again may ask for it in another tongue.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from routing.rules.matching import Candidate, Needs, Round


def gettext_noop(text: str) -> str:
    """Marks what the catalogues translate."""
    return text


@dataclass(frozen=True, slots=True)
class Tongue:
    """In which words a decision speaks: `gettext` of an English text, `trade` of the code of a kind of business."""

    gettext: Callable[[str], str]
    trade: Callable[[str], str]


ENGLISH = Tongue(gettext_noop, lambda code: code.replace("_", " ").lower())

#: what a preference says of those who fit it, and of the only one who does, where the work asks for it at all
FITTED: dict[str, tuple[Callable[[Needs], object], str, str]] = {
    "skill": (lambda n: n.skill, gettext_noop("%(trade)s specialist"), gettext_noop("the only %(trade)s specialist")),
    "language": (
        lambda n: n.language,
        gettext_noop("speaks %(language)s"),
        gettext_noop("the only one who speaks %(language)s"),
    ),
    "senior_for_vip": (lambda n: n.vip, gettext_noop("senior, for a VIP"), gettext_noop("the only senior, for a VIP")),
    "previous_owner": (lambda n: n.previous_owner, gettext_noop("had it last time"), gettext_noop("had it last time")),
    "online": (lambda n: True, gettext_noop("online"), gettext_noop("the only one online")),
    "within_hours": (lambda n: True, "", gettext_noop("the only one at work now")),
}

#: the only one whom a filter left
ONLY: dict[str, str] = {
    "capacity": gettext_noop("the only one with room"),
    "accepts_new": gettext_noop("the only one who takes new work"),
    "free": gettext_noop("the only one free then"),
    "": gettext_noop("the only member"),
}
ONLY_LEFT = gettext_noop("the only one left")

#: what put the winner before the others
FIRST: dict[str, str] = {
    "priority": gettext_noop("comes first in the team's order"),
    "least_open": gettext_noop("lightest load"),
    "least_percent": gettext_noop("lightest load for the size"),
    "weighted_deficit": gettext_noop("furthest below the share"),
    "longest_idle": gettext_noop("waited longest for new work"),
    "least_recently_assigned": gettext_noop("least recently assigned"),
    "": gettext_noop("first among equals"),
}


def sentence(running: Round, winner: Candidate | None, decisive: str, *, asked: int) -> str:
    """Why it is theirs: `Online, restaurant specialist, lightest load: 4 of 25`."""
    _ = running.tongue.gettext
    if winner is None:
        nobody = _("Nobody can take it now: all %(n)s candidates are ruled out.") % {"n": asked}
        return nobody if asked else _("There is nobody to ask.")
    alone = len(running.left) == 1
    parts = [_fits(running, name, only=alone and name == running.narrowed_by) for name in running.fitted]
    if not alone:
        parts.append(_(FIRST[decisive]))
    elif running.narrowed_by not in running.fitted:
        parts.append(_(ONLY.get(running.narrowed_by, ONLY_LEFT)))
    words = {"why": ", ".join(part for part in parts if part), "load": load(winner, running.tongue)}
    text = _("%(why)s: %(load)s") % words
    if running.overflowed:
        roomy = any(verdict.candidate.has_room for verdict in running.verdicts.values())
        full = _("; everybody is full, so the least loaded takes it")
        text += _("; nobody who could take it has room, so the least loaded takes it") if roomy else full
    return text[0].upper() + text[1:]


def _fits(running: Round, name: str, *, only: bool) -> str:
    """What the winner has that was preferred; nothing where the work did not ask for it."""
    asks, among, alone = FITTED.get(name, (None, "", ""))
    text = alone if only else among
    if not text or asks is None or not asks(running.needs):
        return ""
    values = {"trade": running.tongue.trade(running.needs.skill), "language": running.needs.language}
    return running.tongue.gettext(text) % values


def what_it_lacked(decisive: str, winner: Candidate, tongue: Tongue = ENGLISH) -> str:
    """What would have put this one before the winner."""
    _ = tongue.gettext
    match decisive:
        case "least_open" if winner.assigned:
            return _("with fewer than %(n)s open") % {"n": winner.assigned}
        case "least_open":
            return _("if the winner had had more open work")
        case "least_recently_assigned" | "longest_idle":
            return _("if the last assignment had been longer ago")
        case "priority":
            return _("with a place in the order above %(n)s") % {"n": winner.priority}
        case "":
            return _("nothing: they are equal, and the earlier id goes first")
    return _("with a lighter load for the share")


def load(candidate: Candidate, tongue: Tongue = ENGLISH) -> str:
    """How much somebody carries, in words: `4 of 25`."""
    if candidate.places is None:
        return tongue.gettext("%(n)s open") % {"n": candidate.assigned}
    return tongue.gettext("%(taken)s of %(places)s") % {"taken": candidate.assigned, "places": candidate.places}
