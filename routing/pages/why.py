"""Why this person: a decision, stored or only thought through, as components/why_table.html takes it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.actor import Actor
from routing.actions.choose_member import preview
from routing.enums import State
from routing.models import Decision, WorkItem
from routing.pages.clocks import clock_time, words, zone_name
from routing.pages.tongue import READERS
from routing.queries.decisions import decide_again, differs_in
from routing.queries.policies import active_policy
from routing.rules.record import Record, verdict_as_record

MOST_ALTERNATIVES = 3


def why_of(item: WorkItem, by: Actor, at: datetime) -> dict[str, Any] | None:
    """The decision that gave it to its owner; for a waiting one what the engine would say now."""
    if item.is_owned:
        decision = item.decision
        if decision is None:
            return None
        return why_stored(decision, by, at) | {
            "label": _("Chosen"),
            "url": reverse("decision", args=[decision.public_id]),
            "is_me": item.owner_id == by.user_id,
        }
    if item.state in (State.QUEUED, State.OFFERED):
        return why_now(item, by, at) | {"label": _("Suggested")}
    return None


def why_stored(decision: Decision, by: Actor, at: datetime) -> dict[str, Any]:
    """The decision that was made, from its own record."""
    name = next((verdict["name"] for verdict in decision.verdicts if verdict["rank"] == 1), "")
    sentence, verdicts = in_readers_words(decision)
    return {
        "name": name,
        "sentence": sentence,
        "summary": "",
        "at": decision.decided_at.isoformat(),
        "at_local": f"{clock_time(decision.decided_at, at)} ({zone_name()})",
        "policy": _("policy version %(n)s") % {"n": decision.policy.version},
        **_table(verdicts, sentence, by),
    }


def in_readers_words(decision: Decision) -> tuple[str, list[Record]]:
    """The sentence and what is said of each candidate: English as it was stored, otherwise made again in the reader's
    language. What today's engine would decide otherwise stays as it was written."""
    if get_language() != settings.LANGUAGE_CODE:
        again = decide_again(decision, tongue=READERS)
        if set(differs_in(decision, again)) <= {"reasons", "sentence"}:
            return again.sentence, [verdict_as_record(verdict) for verdict in again.verdicts]
    return decision.sentence, decision.verdicts


def why_now(item: WorkItem, by: Actor, at: datetime) -> dict[str, Any]:
    """What the engine would answer at this instant. Nothing is stored."""
    policy, engine_policy = active_policy(item.queue, item.team_id)
    answer = preview(item, engine_policy, at=at, tongue=READERS)
    return {
        "name": answer.winner.name if answer.winner else "",
        "is_me": bool(answer.winner and answer.winner.id == by.id),
        "sentence": answer.sentence,
        "summary": "",
        "policy": _("policy version %(n)s") % {"n": policy.version},
        **_table([verdict_as_record(verdict) for verdict in answer.verdicts], answer.sentence, by),
    }


def asked_for(decision: Decision) -> list[str]:
    """What the work needed, in words."""
    needs = decision.needs
    asked = []
    if needs.get("skill"):
        asked.append(_("a specialist for %(skill)s") % {"skill": words(needs["skill"]).lower()})
    if needs.get("language"):
        asked.append(_("somebody who speaks %(language)s") % {"language": needs["language"]})
    if needs.get("vip"):
        asked.append(_("care for a VIP"))
    if needs.get("excluded"):
        asked.append(_("somebody other than who had it"))
    return asked


def _table(verdicts: Iterable[Record], sentence: str, by: Actor) -> dict[str, Any]:
    rows, otherwise = [], []
    for verdict in verdicts:
        is_out, is_winner = bool(verdict["ruled_out_by"]), verdict["rank"] == 1
        rows.append(
            {
                "name": verdict["name"],
                "is_winner": is_winner,
                "is_ruled_out": is_out,
                "is_me": verdict["id"] == by.id,
                "reason": _reason(verdict, sentence),
                "load": _load(verdict),
            }
        )
        if verdict["instead"] and not is_winner and (not is_out or verdict["ruled_out_by"] == "capacity"):
            otherwise.append(f"{verdict['name']}, {verdict['instead']}")
    return {"candidates": rows, "otherwise": otherwise[:MOST_ALTERNATIVES]}


def _reason(verdict: Record, sentence: str) -> str:
    if verdict["ruled_out_by"]:
        return str(verdict["reason"])
    if verdict["rank"] == 1:
        return sentence
    return _("would be next") if verdict["rank"] == 2 else _("would be number %(n)s") % {"n": verdict["rank"]}


def _load(verdict: Record) -> str:
    if verdict["places"] is None:
        return str(verdict["assigned"])
    return _("%(taken)s of %(places)s") % {"taken": verdict["assigned"], "places": verdict["places"]}
