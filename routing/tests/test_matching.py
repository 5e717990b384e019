"""The engine, step by step: who is ruled out by what, who wins, and that the same inputs give the same answer."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.rules.matching import Candidate, Needs, Policy, Step, choose

AT = datetime(2027, 3, 1, 12, tzinfo=UTC)
SHIPPED = Policy(
    (
        Step("filter", "not_excluded"),
        Step("filter", "accepts_new"),
        Step("capacity", "capacity"),
        Step("prefer", "within_hours"),
        Step("prefer", "online"),
        Step("prefer", "skill"),
        Step("order", "least_open"),
        Step("order", "least_recently_assigned"),
    ),
    overflow=True,
)
ANN = Candidate("ann", "Ann", assigned=3, places=5)
BOB = Candidate("bob", "Bob", assigned=1, places=5)


def won(decision):
    return decision.winner and decision.winner.id


def out(decision):
    return {v.candidate.id: v.ruled_out_by for v in decision.verdicts if v.ruled_out_by}


def test_lightest_load_wins_and_says_so():
    decision = choose(Needs(), [ANN, BOB], SHIPPED, AT)
    assert (won(decision), decision.sentence) == ("bob", "Online, lightest load: 1 of 5")
    assert [(v.candidate.id, v.rank, v.instead) for v in decision.verdicts] == [
        ("bob", 1, ""),
        ("ann", 2, "with fewer than 1 open"),
    ]


def test_specialist_wins_over_lighter_load():
    decision = choose(Needs(skill="RETAIL"), [replace(ANN, skills=frozenset({"RETAIL"})), BOB], SHIPPED, AT)
    assert (won(decision), out(decision)) == ("ann", {"bob": "skill"})


def test_preference_that_nobody_fits_narrows_nothing():
    decision = choose(Needs(skill="RETAIL"), [ANN, BOB], SHIPPED, AT)
    assert (won(decision), out(decision)) == ("bob", {})


def test_full_specialist_is_passed_over_while_somebody_has_room():
    full = replace(ANN, skills=frozenset({"RETAIL"}), assigned=5)
    decision = choose(Needs(skill="RETAIL"), [full, BOB], SHIPPED, AT)
    assert (won(decision), out(decision), decision.overflowed) == ("bob", {"ann": "capacity"}, False)


def test_overflow_gives_it_to_the_least_loaded_only_when_nobody_has_room():
    full = [replace(ANN, assigned=5), replace(BOB, assigned=7)]
    decision = choose(Needs(), full, SHIPPED, AT)
    assert (won(decision), decision.overflowed) == ("ann", True)
    assert choose(Needs(), full, replace(SHIPPED, overflow=False), AT).winner is None


def test_whoever_takes_no_new_work_gets_none_even_by_overflow():
    decision = choose(Needs(), [replace(ANN, accepts_new=False), replace(BOB, assigned=9)], SHIPPED, AT)
    assert (won(decision), out(decision)) == ("bob", {"ann": "accepts_new"})


def test_who_works_now_is_preferred_but_not_demanded():
    away = replace(BOB, within_hours=False)
    assert won(choose(Needs(), [ANN, away], SHIPPED, AT)) == "ann"
    assert won(choose(Needs(), [away], SHIPPED, AT)) == "bob"


def test_tie_goes_to_whoever_waited_longest_and_never_assigned_comes_first():
    recent = replace(ANN, assigned=1, last_assigned_at=AT - timedelta(minutes=1))
    earlier = replace(BOB, last_assigned_at=AT - timedelta(hours=1))
    never = Candidate("zoe", "Zoe", assigned=1, places=5)
    assert won(choose(Needs(), [recent, earlier], SHIPPED, AT)) == "bob"
    assert won(choose(Needs(), [recent, earlier, never], SHIPPED, AT)) == "zoe"


def test_excluded_member_is_never_chosen():
    decision = choose(Needs(excluded=frozenset({"bob"})), [ANN, BOB], SHIPPED, AT)
    assert (won(decision), out(decision)) == ("ann", {"bob": "not_excluded"})


def test_fallback_pool_is_asked_only_when_the_first_has_nobody():
    fallback = replace(BOB, pool="fallback")
    decision = choose(Needs(), [ANN, fallback], SHIPPED, AT)
    assert (won(decision), out(decision)) == ("ann", {"bob": "pool"})
    assert won(choose(Needs(), [replace(ANN, accepts_new=False), fallback], SHIPPED, AT)) == "bob"


def test_nobody_at_all_waits_with_a_reason():
    assert choose(Needs(), [], SHIPPED, AT).sentence == "There is nobody to ask."
    refused = choose(Needs(), [replace(ANN, accepts_new=False)], SHIPPED, AT)
    assert refused.sentence == "Nobody can take it now: all 1 candidates are ruled out."


def test_unknown_step_is_an_error():
    with pytest.raises(ValueError, match="policy step filter magic"):
        choose(Needs(), [ANN], Policy((Step("filter", "magic"),)), AT)


people = st.builds(
    Candidate,
    id=st.sampled_from("abcdefgh"),
    skills=st.sampled_from([frozenset(), frozenset({"RETAIL"})]),
    accepts_new=st.booleans(),
    within_hours=st.booleans(),
    presence=st.sampled_from(["ONLINE", "OFFLINE"]),
    assigned=st.integers(0, 6),
    places=st.integers(0, 5),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(people, max_size=6, unique_by=lambda c: c.id), st.booleans())
def test_nobody_gets_more_than_fits_unless_everybody_is_full(candidates, overflow):
    decision = choose(Needs(skill="RETAIL"), candidates, replace(SHIPPED, overflow=overflow), AT)
    willing = [c for c in candidates if c.accepts_new]
    with_room = [c for c in willing if c.assigned < c.places]
    if with_room:
        assert decision.winner in with_room
    else:
        assert (decision.winner is not None) == (overflow and bool(willing))
    assert len(decision.verdicts) == len(candidates)
    assert all((v.rank is None) == bool(v.ruled_out_by) for v in decision.verdicts)


@settings(max_examples=60, deadline=None)
@given(st.lists(people, min_size=2, max_size=4, unique_by=lambda c: c.id))
def test_order_of_candidates_does_not_matter(candidates):
    answers = {won(choose(Needs(skill="RETAIL"), list(order), SHIPPED, AT)) for order in permutations(candidates)}
    assert len(answers) == 1
