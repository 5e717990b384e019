"""A decision written down as plain values, and read back: nothing that the answer depends on is lost on the way.

What stands in a record: the needs (with whether the policy's overflow held for this question) and, of each candidate,
what the engine saw and what became of it. The steps stand in the version of the policy, which never changes.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from routing.rules.matching import Candidate, Decision, Needs, Verdict

Record = Mapping[str, Any]

#: of a candidate's record: what the engine answered, and under which name a difference is told
ANSWERED = {"rank": "ranks", "ruled_out_by": "ranks", "reason": "reasons", "instead": "reasons"}
_SEEN = [field.name for field in fields(Candidate)]
_SETS = ("skills", "languages")


def needs_as_record(needs: Needs, *, overflow: bool) -> dict[str, Any]:
    """What the work asked for. `overflow`: whether somebody without room could take it, where nobody had any."""
    return asdict(needs) | {"excluded": sorted(needs.excluded), "overflow": overflow}


def needs_from_record(record: Record) -> Needs:
    return Needs(
        skill=record["skill"],
        language=record["language"],
        vip=record["vip"],
        previous_owner=record["previous_owner"],
        excluded=frozenset(record["excluded"]),
    )


def verdict_as_record(verdict: Verdict) -> dict[str, Any]:
    """What the engine saw of a candidate and what became of it."""
    seen = asdict(verdict.candidate) | {name: sorted(getattr(verdict.candidate, name)) for name in _SETS}
    if seen["last_assigned_at"]:
        seen["last_assigned_at"] = seen["last_assigned_at"].isoformat()
    return seen | {name: getattr(verdict, name) for name in ANSWERED}


def candidate_from_record(record: Record) -> Candidate:
    """The candidate as the engine saw them; what was not seen yet when it was written has its usual value."""
    seen = {name: record[name] for name in _SEEN if name in record}
    seen |= {name: frozenset(seen[name]) for name in _SETS}
    last = seen["last_assigned_at"]
    return Candidate(**seen | {"last_assigned_at": datetime.fromisoformat(last) if last else None})


def differences(
    again: Decision, *, sentence: str, overflowed: bool, verdicts: Sequence[Record], longest: int
) -> list[str]:
    """In what a decision made again differs from the record of the first time: of winner, ranks, reasons, sentence
    and overflow. Empty: the same answer.

    longest  as many characters of a sentence are kept
    """
    answers = [verdict_as_record(verdict) for verdict in again.verdicts]
    found = []
    if _winner(answers) != _winner(verdicts):
        found.append("winner")
    if [one["id"] for one in answers] != [one["id"] for one in verdicts]:
        found.append("ranks")
    else:
        pairs = zip(answers, verdicts, strict=True)
        found += [ANSWERED[name] for now, then in pairs for name in ANSWERED if now[name] != then[name]]
    if again.sentence[:longest] != sentence:
        found.append("sentence")
    if again.overflowed != overflowed:
        found.append("overflow")
    return list(dict.fromkeys(found))


def _winner(verdicts: Iterable[Record]) -> str | None:
    return next((str(verdict["id"]) for verdict in verdicts if verdict["rank"] == 1), None)
