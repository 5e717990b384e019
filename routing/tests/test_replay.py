"""A decision is made again from its own record, and the answer is the same: winner, ranks, reasons, words, overflow."""

import hashlib
import random
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from io import StringIO

import orjson
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from hypothesis import given, settings
from hypothesis import strategies as st

from core import clock
from core.actor import SYSTEM
from core.testing import assert_queries
from routing.actions.auto_assign_work import auto_assign_work
from routing.actions.change_policy import change_policy
from routing.models import Decision
from routing.queries.decisions import decide_again, decisions_since, differs_in
from routing.rules import matching
from routing.rules.matching import ENGINE, FILTERS, ORDERS, Candidate, Needs, Policy, Step, choose
from routing.rules.record import (
    candidate_from_record,
    differences,
    needs_as_record,
    needs_from_record,
    verdict_as_record,
)
from routing.tests.worlds import locked, waiting_item
from workforce.models import Staff, Team
from workforce.tests.factories import StaffFactory, TeamFactory

AT = datetime(2027, 3, 1, 12, tzinfo=UTC)

texts = st.sampled_from(["", "RETAIL", "es", "a", "b"])
sets = st.frozensets(st.sampled_from(["RETAIL", "CAFE", "es", "en"]))
instants = st.none() | st.integers(0, 10**12).map(lambda n: AT - timedelta(microseconds=n))
candidates = st.lists(
    st.builds(
        Candidate,
        id=st.sampled_from("abcdefgh"),
        name=st.sampled_from(["Ann", "Bob", "Zoë ☂"]),
        pool=st.sampled_from(["team", "fallback", "elsewhere"]),
        priority=st.integers(-3, 3),
        skills=sets,
        languages=sets,
        seniority=st.sampled_from(["JUNIOR", "REGULAR", "SENIOR"]),
        accepts_new=st.booleans(),
        within_hours=st.booleans(),
        presence=st.sampled_from(["ONLINE", "AWAY"]),
        free=st.booleans(),
        calendar_stale=st.booleans(),
        assigned=st.integers(0, 9),
        places=st.none() | st.integers(0, 9),
        weight=st.integers(0, 200),
        today=st.integers(0, 5),
        daily_cap=st.none() | st.integers(0, 5),
        last_assigned_at=instants,
    ),
    max_size=7,
    unique_by=lambda candidate: candidate.id,
)
steps = st.lists(
    st.one_of(
        st.builds(Step, st.sampled_from(["filter", "prefer"]), st.sampled_from(sorted(FILTERS))),
        st.just(Step("capacity", "capacity")),
        st.builds(Step, st.just("order"), st.sampled_from(sorted(ORDERS))),
    ),
    max_size=9,
)
needs = st.builds(
    Needs, texts, texts, st.booleans(), st.sampled_from("abcdefgh"), st.frozensets(st.sampled_from("abcdefgh"))
)


def differ(again: matching.Decision, first: matching.Decision) -> list[str]:
    verdicts = [verdict_as_record(verdict) for verdict in first.verdicts]
    return differences(
        again, sentence=first.sentence, overflowed=first.overflowed, verdicts=verdicts, longest=len(first.sentence)
    )


@settings(max_examples=400, deadline=None)
@given(needs, candidates, steps, st.booleans())
def test_any_decision_survives_being_written_down(wanted, people, lines, overflow):
    policy = Policy(tuple(lines), overflow)
    first = choose(wanted, people, policy, AT)
    written = orjson.loads(
        orjson.dumps([needs_as_record(wanted, overflow=overflow), *map(verdict_as_record, first.verdicts)])
    )
    again_needs, again_people = needs_from_record(written[0]), [candidate_from_record(one) for one in written[1:]]
    assert (again_needs, sorted(again_people, key=_id)) == (wanted, sorted(people, key=_id))
    again = choose(again_needs, again_people, policy, AT)
    assert (again.winner, again.sentence, again.overflowed) == (first.winner, first.sentence, first.overflowed)
    assert [asdict(verdict) for verdict in again.verdicts] == [asdict(verdict) for verdict in first.verdicts]
    assert differ(again, first) == []


def _id(candidate: Candidate) -> str:
    return candidate.id


ANN, BOB = Candidate("ann", "Ann", assigned=3, places=5), Candidate("bob", "Bob", assigned=1, places=5)
SIMPLE = Policy((Step("filter", "accepts_new"), Step("capacity", "capacity"), Step("order", "least_open")))


@pytest.mark.parametrize(
    ("people", "policy", "found"),
    [
        ([ANN, BOB], SIMPLE, []),
        ([replace(ANN, assigned=0), BOB], SIMPLE, ["winner", "ranks", "sentence"]),
        ([BOB], SIMPLE, ["ranks", "sentence"]),
        ([replace(ANN, accepts_new=False), BOB], SIMPLE, ["ranks", "reasons", "sentence"]),
        ([replace(ANN, assigned=4), BOB], SIMPLE, ["reasons"]),
    ],
)
def test_every_difference_is_named(people, policy, found):
    assert differ(choose(Needs(), people, policy, AT), choose(Needs(), [ANN, BOB], SIMPLE, AT)) == found


def test_overflow_is_a_difference_of_its_own():
    full = [replace(ANN, assigned=5), replace(BOB, assigned=5)]
    first = choose(Needs(), full, replace(SIMPLE, overflow=True), AT)
    assert differ(choose(Needs(), full, SIMPLE, AT), first) == ["winner", "ranks", "reasons", "sentence", "overflow"]


#: what the engine of each number answers to the worlds below; another answer or other words need a new number
ANSWERS = {1: "3a0ca3fae0d767a2", 2: "9f8e623a72bd8132"}
LINES = [
    Step("filter", "not_excluded"), Step("filter", "accepts_new"), Step("filter", "daily_cap"), Step("filter", "free"),
    Step("prefer", "within_hours"), Step("prefer", "online"), Step("prefer", "skill"), Step("prefer", "language"),
    Step("prefer", "senior_for_vip"), Step("prefer", "previous_owner"), Step("capacity", "capacity"),
    Step("order", "priority"), Step("order", "least_open"), Step("order", "least_percent"),
    Step("order", "weighted_deficit"), Step("order", "longest_idle"), Step("order", "least_recently_assigned"),
]  # fmt: skip


def world_of(chance: random.Random) -> tuple[Needs, list[Candidate], Policy]:
    def likely() -> bool:
        return chance.random() < 0.8

    people = [
        Candidate(
            id=letter,
            name=letter.upper(),
            pool="team" if likely() else "fallback",
            priority=chance.randint(0, 2),
            skills=frozenset(["RETAIL"] if likely() else []),
            languages=frozenset(["es"] if likely() else []),
            seniority="REGULAR" if likely() else "SENIOR",
            accepts_new=likely(),
            within_hours=likely(),
            presence="ONLINE" if likely() else "AWAY",
            free=likely(),
            assigned=chance.randint(0, 5),
            places=chance.choice([None, 4, 5, 6]),
            weight=chance.choice([0, 50, 100]),
            today=chance.randint(0, 3),
            daily_cap=chance.choice([None, 3]),
            last_assigned_at=chance.choice([None, AT, AT - timedelta(hours=1)]),
        )
        for letter in chance.sample("abcdefgh", chance.randint(0, 6))
    ]
    wanted = Needs("RETAIL", "es", vip=likely(), previous_owner=chance.choice("abz"), excluded=frozenset("c"))
    return wanted, people, Policy(tuple(chance.sample(LINES, chance.randint(0, 8))), overflow=likely())


def test_engine_with_other_answers_has_another_number():
    chance, heard = random.Random(1), hashlib.sha256()
    for _ in range(2000):
        answer = choose(*world_of(chance), AT)
        told = [(v.candidate.id, v.rank, v.ruled_out_by, v.reason, v.instead) for v in answer.verdicts]
        heard.update(repr((answer.sentence, answer.overflowed, told)).encode())
    assert ANSWERS[ENGINE] == heard.hexdigest()[:16]


# -- stored ones ---------------------------------------------------------------------------------------

pytestmark = pytest.mark.django_db


@pytest.fixture
def team():
    ann = StaffFactory(user__name="Ann", capacity={"AE": 2}, skills=["RETAIL"])
    bob = StaffFactory(user__name="Bob", capacity={"AE": 1})
    return TeamFactory(members=[ann, bob])


def decide(team: Team, **own: object) -> Decision:
    return auto_assign_work(locked(waiting_item(team, **own)), by=SYSTEM, at=clock.now()).decision


def test_answer_stays_although_staff_and_policy_have_changed(team):
    decision = decide(team)
    before = (decision.winner_id, decision.sentence)
    Staff.objects.update(skills=[], accepts_new=False)
    change_policy("AE", None, [("order", "priority")], overflow=False, replaces=1, by=SYSTEM, at=clock.now())
    kept = next(iter(decisions_since(None)))
    again = decide_again(kept)
    assert (Staff.parse_id(again.winner.id), again.sentence, differs_in(kept, again)) == (*before, [])


def test_what_was_excluded_and_that_overflow_was_forbidden_are_in_the_record(team):
    _ann, bob = team.members.order_by("user__name")
    decide(team, business_category="CAFE")
    routed = auto_assign_work(
        locked(waiting_item(team)), by=SYSTEM, at=clock.now(), excluded=frozenset({bob.public_id}), overflow=False
    )
    kept = Decision.objects.select_related("policy").get(pk=routed.decision.pk)
    assert (kept.needs["excluded"], kept.needs["overflow"], kept.engine) == ([bob.public_id], False, ENGINE)
    assert differs_in(kept, decide_again(kept)) == []


def test_making_them_again_reads_portions_and_no_rows_of_staff(team):
    for _ in range(3):
        decide(team)
    with assert_queries(2):  # decisions with their policies; steps
        assert [differs_in(one, decide_again(one)) for one in decisions_since(None)] == [[], [], []]


def run(**options: object) -> str:
    said = StringIO()
    call_command("replay_decisions", stdout=said, **options)
    return said.getvalue()


def test_command_says_how_many_agree(team):
    decide(team), decide(team)
    assert run() == (
        "2 decisions made again: 2 with the same answer, 0 with another, 0 of an earlier engine with another.\n"
    )
    tomorrow = (clock.now() + timedelta(days=1)).date().isoformat()
    assert run(since=tomorrow).startswith("0 decisions made again")
    assert run(since=(clock.now() - timedelta(hours=1)).isoformat()).startswith("2 decisions made again")


def test_command_fails_for_a_record_that_tells_another_story(team):
    told, kept = decide(team), decide(team)
    Decision.objects.filter(pk=told.pk).update(sentence="Because.", overflowed=True)
    said = StringIO()
    with pytest.raises(CommandError, match="cannot be made again"):
        call_command("replay_decisions", stdout=said)
    assert f"{told.public_id}: another sentence, overflow\n" in said.getvalue()
    assert kept.public_id not in said.getvalue()


def test_decision_of_an_earlier_engine_stands(team):
    decision = decide(team)
    Decision.objects.filter(pk=decision.pk).update(sentence="In the words of then.", engine=0)
    assert "0 with another, 1 of an earlier engine" in run()


@pytest.mark.parametrize("text", ["soon", "2027-13-01", "2027-02-30"])
def test_command_wants_a_date(text):
    with pytest.raises(CommandError, match="--since wants"):
        run(since=text)
