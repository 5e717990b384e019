"""Shifts and rotas: what planning makes true, tells and refuses; and the pages of it."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from accounts.actors import actor_for
from core import clock
from core.actor import SYSTEM
from core.errors import DomainError, ErrorCode
from core.testing import assert_queries
from events.models import DomainEvent
from workforce.actions import add_blackout_day, plan_rota, remove_shift, save_shift, set_hours_override
from workforce.models import HoursOverride, Shift, TeamMembership
from workforce.rules.working_time import local_date
from workforce.tests.factories import StaffFactory, TeamFactory
from workforce.tests.pages import browser_of, key, supervisor

pytestmark = pytest.mark.django_db
MONDAY = date(2027, 2, 1)
WEEK = timedelta(days=7)


@pytest.fixture
def ana():
    return StaffFactory(user__name="Ana", hours=[(day, "09:00", "17:00") for day in range(5)])


@pytest.fixture
def ben():
    return StaffFactory(user__name="Ben", hours=[(6, "09:00", "10:00")])


@pytest.fixture
def team(ana, ben):
    return TeamFactory(name="Field", members=[ana, ben])


@pytest.fixture
def early(team):
    return save_shift(team, "Early", [("07:00", "15:00")], by=SYSTEM)


@pytest.fixture
def late(team):
    return save_shift(team, "Late", [("15:00", "23:00")], by=SYSTEM)


def told(name):
    return list(DomainEvent.objects.filter(name=name).order_by("id"))


def refused(act, code=ErrorCode.VALIDATION_FAILED):
    before = DomainEvent.objects.count()
    with pytest.raises(DomainError) as refusal:
        act()
    assert (refusal.value.code, DomainEvent.objects.count()) == (code, before)
    return list(refusal.value.details)


def days():
    rows = HoursOverride.objects.select_related("shift").order_by("staff__user__name", "date")
    return [(str(row.staff), row.date.day, row.shift.name if row.shift else row.spans, row.origin) for row in rows]


# -- shifts ------------------------------------------------------------------------------------------


def test_shift_is_saved_changed_and_taken_out(team, early):
    for _ in range(2):
        save_shift(team, " Early ", [("06:00", "14:00")], shift=early, by=SYSTEM)
    assert [str(shift) for shift in Shift.objects.all()] == ["Early 06:00-14:00"]
    assert [event.payload["spans"] for event in told("shift.saved")] == [["07:00-15:00"], ["06:00-14:00"]]
    remove_shift(early, by=SYSTEM)
    assert (Shift.objects.count(), told("shift.removed")[0].payload["name"]) == (0, "Early")


@pytest.mark.parametrize(
    "name, spans, field",
    [
        ("", [("07:00", "15:00")], "name"),
        ("x" * 41, [("07:00", "15:00")], "name"),
        ("Ear\0ly", [("07:00", "15:00")], "name"),
        ("Early", [("08:00", "15:00")], "name"),
        ("Night", [], "spans"),
        ("Night", [("22:00", "06:00"), ("05:00", "07:00")], "spans"),
        ("Night", [("22", "06:00")], "spans"),
    ],
)
def test_shift_that_cannot_be_meant_is_refused(team, early, name, spans, field):
    if name == "Night" and len(spans) == 2:
        spans = [("20:00", "23:00"), ("22:00", "06:00")]
    assert refused(lambda: save_shift(team, name, spans, by=SYSTEM)) == [field]
    assert Shift.objects.count() == 1


def test_shift_that_is_gone_cannot_be_taken_out_again(early):
    gone = Shift.objects.select_related("team").get()
    remove_shift(early, by=SYSTEM)
    refused(lambda: remove_shift(gone, by=SYSTEM), ErrorCode.NOT_FOUND)


# -- planning ----------------------------------------------------------------------------------------


def test_week_is_planned_through_the_verb_of_days(team, ana, ben, early):
    plan = {(ana.pk, MONDAY): early, (ben.pk, MONDAY): "off", (ana.pk, MONDAY + timedelta(days=1)): "week"}
    assert plan_rota(team, MONDAY, plan, by=SYSTEM) == 2
    assert days() == [("Ana", 1, "Early", "ROTA"), ("Ben", 1, [], "ROTA")]
    assert [(event.payload["origin"], event.payload["shift"]) for event in told("hours.overridden")] == [
        ("ROTA", "Early"),
        ("ROTA", ""),
    ]
    assert told("rota.planned")[0].payload["changed"] == 2
    assert plan_rota(team, MONDAY, plan, by=SYSTEM) == 0
    assert len(told("rota.planned")) == 1
    assert plan_rota(team, MONDAY, {(ana.pk, MONDAY): "week"}, by=SYSTEM) == 1
    assert days() == [("Ben", 1, [], "ROTA")]


def test_planned_days_keep_the_hours_of_a_shift_that_changes_or_goes(team, ana, early):
    plan_rota(team, MONDAY, {(ana.pk, MONDAY): early}, by=SYSTEM)
    save_shift(team, "Early", [("06:00", "14:00")], shift=early, by=SYSTEM)
    remove_shift(early, by=SYSTEM)
    assert days() == [("Ana", 1, [["07:00", "15:00"]], "ROTA")]


def test_plan_of_elsewhere_is_refused(team, ana, early):
    stranger, other = StaffFactory(), TeamFactory()
    foreign = save_shift(other, "Early", [("07:00", "15:00")], by=SYSTEM)
    for plan in (
        {(stranger.pk, MONDAY): early},
        {(ana.pk, MONDAY): foreign},
        {(ana.pk, MONDAY + WEEK): early},
        {(ana.pk, MONDAY - timedelta(days=1)): early},
    ):
        assert refused(lambda plan=plan: plan_rota(team, MONDAY, plan, by=SYSTEM)) == ["plan"]
    assert days() == []


def test_only_who_staffs_the_teams_plans(team, ana, early):
    me = actor_for(ana.user)
    for act in (
        lambda: plan_rota(team, MONDAY, {(ana.pk, MONDAY): early}, by=me),
        lambda: save_shift(team, "Late", [("15:00", "23:00")], by=me),
        lambda: remove_shift(early, by=me),
    ):
        refused(act, ErrorCode.FORBIDDEN)
    assert (days(), Shift.objects.count()) == ([], 1)


# -- the page ----------------------------------------------------------------------------------------


@pytest.fixture
def boss():
    return supervisor()


def page(team, monday=MONDAY):
    return f"{reverse('rota_of_team', args=[team.public_id])}?week={monday}"


def field(staff, day):
    return f"c-{staff.public_id}-{day}"


def words(answer):
    return {row["name"]: [cell["word"] for cell in row["cells"]] for row in answer.context["rows"]}


def seen(answer):
    return {"seen": answer.context["seen"]} | key()


def test_supervisor_plans_a_week_and_sees_it(boss, team, ana, ben, early, late):
    shown = boss.get(page(team, MONDAY + timedelta(days=2)))  # any day of the week
    assert words(shown) == {"Ana": ["week"] * 7, "Ben": ["week"] * 7}
    sent = {field(ana, MONDAY): early.public_id, field(ben, MONDAY): "off", field(ben, "2027-02-02"): "nonsense"}
    answer = boss.post(page(team), sent | {"do": "apply"} | seen(shown))
    assert answer.headers["Location"] == page(team)
    assert days() == [("Ana", 1, "Early", "ROTA"), ("Ben", 1, [], "ROTA")]
    shown = boss.get(page(team))
    assert words(shown)["Ana"][0] == early.public_id
    assert shown.context["days"][0]["counts"] == ["Early 1", "Late 0"]
    assert [row["planned"] for row in shown.context["rows"]] == ["40h", "1h"]


def test_last_week_is_copied_or_rotated_into_a_draft(boss, team, ana, ben, early, late):
    plan_rota(team, MONDAY, {(ana.pk, MONDAY): early, (ben.pk, MONDAY): late}, by=SYSTEM)
    TeamMembership.objects.create(team=team, staff=StaffFactory(user__name="Kim"))  # never planned, so takes no turn
    before = days()
    copied = boss.post(page(team, MONDAY + WEEK), {"do": "copy"})
    assert [words(copied)[name][0] for name in ("Ana", "Ben")] == [early.public_id, late.public_id]
    rotated = boss.post(page(team, MONDAY + WEEK), {"do": "rotate"})
    assert [words(rotated)[name][0] for name in ("Ana", "Ben", "Kim")] == [late.public_id, early.public_id, "week"]
    assert (days(), copied.context["is_draft"]) == (before, True)


def test_hours_of_somebodys_own_stay_unless_they_are_planned_over(boss, team, ana, early):
    set_hours_override(ana, MONDAY, [("10:00", "12:00")], by=SYSTEM)
    shown = boss.get(page(team))
    assert words(shown)["Ana"][0] == "keep"
    boss.post(page(team), {field(ana, MONDAY): "keep", "do": "apply"} | seen(shown))
    assert days() == [("Ana", 1, [["10:00", "12:00"]], "OWN")]
    assert words(boss.post(page(team), {"do": "copy"}))["Ana"][0] == "keep"
    boss.post(page(team), {field(ana, MONDAY): early.public_id, "do": "apply"} | seen(shown))
    assert days() == [("Ana", 1, "Early", "ROTA")]


def test_week_that_somebody_else_planned_meanwhile_is_refused_once(boss, team, ana, ben, early, late):
    shown = boss.get(page(team))
    plan_rota(team, MONDAY, {(ben.pk, MONDAY): late}, by=SYSTEM)
    sent = {field(ana, MONDAY): early.public_id, field(ben, MONDAY): "week", "do": "apply"}
    answer = boss.post(page(team), sent | seen(shown))
    assert (answer.status_code, words(answer)["Ana"][0]) == (409, early.public_id)
    assert days() == [("Ben", 1, "Late", "ROTA")]
    boss.post(page(team), sent | seen(answer))
    assert days() == [("Ana", 1, "Early", "ROTA")]


def test_days_that_are_closed_say_so(boss, team):
    add_blackout_day(MONDAY, "Stocktaking", by=SYSTEM)
    marks = boss.get(page(team)).context["rows"][0]["cells"][0]["marks"]
    assert [mark["text"] for mark in marks] == ["Stocktaking"]


@pytest.mark.parametrize("n", [1, 3])
def test_rota_costs_the_same_however_many(boss, n):
    team = TeamFactory(members=[StaffFactory() for _ in range(n)])
    for number in range(n):
        save_shift(team, f"Shift {number}", [("07:00", "15:00")], by=SYSTEM)
    with assert_queries(15):
        answer = boss.get(page(team))
    assert len(answer.context["rows"]) == n


def test_first_team_with_shifts_comes_first(boss, team, early):
    TeamFactory(name="A team")
    assert boss.get("/rota/").headers["Location"] == reverse("rota_of_team", args=[team.public_id])


def test_member_sees_what_is_planned_on_the_page_of_hours(team, ana, early):
    today = local_date("UTC", clock.now())
    monday = today - timedelta(days=today.weekday())
    plan_rota(team, monday, {(ana.pk, monday + timedelta(days=day)): early for day in range(7)}, by=SYSTEM)
    shown = browser_of(ana).get("/my-hours/")
    marks = [[mark["text"] for mark in cell["marks"]] for cell in shown.context["weeks"][0]]
    assert marks == [["Early"]] * 7


# -- shifts from their page --------------------------------------------------------------------------


def test_shift_is_added_changed_and_taken_out_from_its_page(boss, team):
    new, rota = reverse("shift_new", args=[team.public_id]), reverse("rota_of_team", args=[team.public_id])
    fields = {"name": "Late", "shift-starts": ["15:00", ""], "shift-ends": ["23:00", ""]}
    assert boss.post(new, fields | key()).headers["Location"] == rota
    shift = Shift.objects.get()
    page = reverse("shift", args=[shift.public_id])
    assert boss.get(page).context["name"] == "Late"
    draft = boss.post(page, fields | {"do": "add"})
    assert (len(draft.context["spans"].rows), Shift.objects.get().spans) == (3, [["15:00", "23:00"]])
    draft = boss.post(page, fields | {"do": "drop:0"})
    assert [row.starts for row in draft.context["spans"].rows] == [""]
    boss.post(page, fields | {"shift-starts": ["14:00"], "shift-ends": ["22:00"]} | key())
    assert Shift.objects.get().spans == [["14:00", "22:00"]]
    assert boss.post(reverse("shift_remove", args=[shift.public_id]), key()).headers["Location"] == rota
    assert Shift.objects.count() == 0


@pytest.mark.parametrize(
    "fields, text",
    [
        ({"name": "", "shift-starts": ["15:00"], "shift-ends": ["23:00"]}, "Give it a name."),
        ({"name": "Late", "shift-starts": [""], "shift-ends": [""]}, "Say from when to when it goes."),
        ({"name": "Late", "shift-starts": ["15:00"], "shift-ends": [""]}, "Give both times, or neither."),
    ],
)
def test_shift_that_has_to_be_corrected_comes_back(boss, team, fields, text):
    answer = boss.post(reverse("shift_new", args=[team.public_id]), fields | key())
    assert (answer.status_code, text in answer.content.decode()) == (422, True)
    assert Shift.objects.count() == 0
