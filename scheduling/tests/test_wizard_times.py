"""The calendar of the wizard: what is shown as free, what a choice keeps, and who is faster."""

from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser

import pytest

from core import clock
from core.testing import assert_queries, race
from scheduling.models import CallDraft, CallHold, CallRequest, Topic
from scheduling.tests.wizard import CALENDAR, NINE, Reader, errors_of, where
from scheduling.tests.worlds import NOW, caller, customer, desk
from workforce.models import BlackoutDay, Booking, WorkingHours

pytestmark = pytest.mark.django_db
UTC_ZONE = {"timezone": "UTC"}


@pytest.fixture(autouse=True)
def monday():
    with clock.moved(to=NOW):
        yield


@pytest.fixture
def ana():
    member = caller()
    desk(member)
    return member


class _Slots(HTMLParser):
    """value → free, taken or chosen."""

    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}

    def handle_starttag(self, tag, attrs):
        facts = dict(attrs)
        if facts.get("name") == "scheduled_date_time" and "data-slot" in facts:
            state = "chosen" if "checked" in facts else "taken" if "disabled" in facts else "free"
            self.found[facts["value"]] = state


def slots(response):
    parser = _Slots()
    parser.feed(response.content.decode())
    return parser.found


def at_times(who=None):
    return Reader(who or customer()).begin().answer("topic", "method")


def day_states(response):
    """The week's days as they are named: past, closed, 48 free."""
    page = response.content.decode()
    parts = page.split('<div class="week">')[1].split("<fieldset")[1:]
    return [" ".join(part.split('day-state">')[1].split("<")[0].split()) for part in parts]


def test_free_times_are_those_that_booking_would_take(ana):
    page = at_times().get("time", **UTC_ZONE)
    shown = slots(page)
    # two hours of notice from a moment after nine, then every half hour for seven days, around the clock
    first, end = NOW + timedelta(hours=2, minutes=30), datetime(2027, 3, 8, tzinfo=UTC)
    assert sorted(shown) == [
        (first + timedelta(minutes=30) * step).isoformat() for step in range(int((end - first) / timedelta(minutes=30)))
    ]
    assert set(shown.values()) == {"free"}
    assert day_states(page) == ["25 free"] + ["48 free"] * 6


def test_taken_time_is_shown_and_cannot_be_chosen(ana):
    Reader(customer()).begin().answer(*CALENDAR).submit()
    assert slots(at_times().get("time", **UTC_ZONE))[NINE.isoformat()] == "taken"


def test_business_hours_only_and_holidays_are_left_out(ana):
    WorkingHours.objects.filter(staff=ana).delete()
    for weekday in range(5):
        WorkingHours.objects.create(staff=ana, weekday=weekday, starts="09:00", ends="17:00")
    BlackoutDay.objects.create(date=NINE.date() + timedelta(days=1), country="", name="Founders' day")
    page = at_times().get("time", **UTC_ZONE)
    assert day_states(page) == ["11 free", "16 free", "closed", "16 free", "16 free", "closed", "closed"]
    assert {datetime.fromisoformat(value).hour for value in slots(page)} == set(range(9, 17))


def test_past_weeks_and_weeks_beyond_the_window_cannot_be_reached(ana):
    reader = at_times()
    now = reader.get("time", day="2027-03-01", **UTC_ZONE).content.decode()
    assert ("data-earlier" in now, "data-later" in now) == (False, True)
    last = reader.get("time", day="2027-03-31", **UTC_ZONE)
    assert ("data-earlier" in last.content.decode(), "data-later" in last.content.decode()) == (True, False)
    assert day_states(last)[3:] == ["too far ahead"] * 4  # thirty days from Monday the first is the 31st
    asked_beyond = reader.get("time", day="2030-01-01", **UTC_ZONE)
    assert slots(asked_beyond) == slots(last)
    assert slots(reader.get("time", day="2020-01-01", **UTC_ZONE)) == slots(reader.get("time", **UTC_ZONE))


def test_month_shows_its_days_and_the_times_of_one(ana):
    page = at_times().get("time", view="month", day="2027-03-09", **UTC_ZONE)
    text = page.content.decode()
    assert "March 2027" in text
    assert text.count("data-month-day") == 31
    assert {value[:10] for value in slots(page)} == {"2027-03-09"}
    with clock.moved(to=NOW + timedelta(days=3)):
        later = at_times().get("time", view="month", **UTC_ZONE).content.decode()
    assert later.count('"month-day is-past"') == 3


def test_times_are_shown_in_the_chosen_zone_and_the_zone_is_named(ana):
    reader = at_times()
    new_york = reader.get("time", day="2027-03-02", timezone="America/New_York").content.decode()
    kolkata = reader.get("time", day="2027-03-02", timezone="Asia/Kolkata").content.decode()
    assert "<span>4:00 AM</span> – <span>4:30 AM</span>" in new_york
    assert "America/New York (UTC−05:00)" in new_york
    assert "<span>2:30 PM</span> – <span>3:00 PM</span>" in kolkata
    assert "Asia/Kolkata (UTC+05:30)" in kolkata


def test_zone_of_the_device_is_used_and_a_mismatch_is_said(ana):
    ada = customer(user__timezone="America/New_York")
    reader = Reader(ada).begin()
    reader.post("topic", detected_zone="Europe/Madrid")
    reader.post("method", detected_zone="Europe/Madrid")
    page = reader.get("time").content.decode()
    assert "All times in Europe/Madrid (UTC+01:00)." in page
    assert "Your device is in Europe/Madrid, your profile says America/New York." in page


@pytest.mark.parametrize("detected", ["US/Eastern", "America/New_York", "", "Mars/Olympus"])
def test_the_same_clock_under_another_name_is_no_mismatch(ana, detected):
    reader = Reader(customer(user__timezone="America/New_York")).begin()
    reader.post("topic", detected_zone=detected)
    reader.post("method", detected_zone=detected)
    page = reader.get("time").content.decode()
    assert "America/New York (UTC−05:00)" in page or "US/Eastern (UTC−05:00)" in page
    assert "Your device is in" not in page


def test_night_in_which_an_hour_comes_twice_names_both(ana):
    Topic.objects.update(window_days=366)
    page = at_times().get("time", day="2027-11-07", timezone="America/New_York").content.decode()
    assert "<span>1:00 AM EDT</span> – <span>1:30 AM EDT</span>" in page
    assert "<span>1:00 AM EST</span> – <span>1:30 AM EST</span>" in page


def test_choosing_keeps_the_time_for_five_minutes(ana):
    reader = at_times()
    part = reader.client.post(
        "/schedule-call/hold/",
        {"scheduled_date_time": NINE.isoformat(), "timezone": "UTC"},
        headers={"HX-Request": "true", "HX-Target": "picker"},
    )
    assert part.status_code == 200
    assert slots(part) == {} or slots(part)[NINE.isoformat()] == "chosen"
    assert 'data-hold="300"' in part.content.decode() or 'data-hold="299"' in part.content.decode()
    booking = Booking.objects.get()
    assert (booking.state, booking.starts_at, booking.staff_id) == ("HELD", NINE, ana.pk)
    others = at_times().get("time", **UTC_ZONE)
    assert slots(others)[NINE.isoformat()] == "taken"
    assert slots(reader.get("time", **UTC_ZONE))[NINE.isoformat()] == "chosen"


def test_another_choice_gives_the_first_back(ana):
    reader = at_times()
    for hours in (0, 1):
        reader.post("hold", scheduled_date_time=(NINE + timedelta(hours=hours)).isoformat(), timezone="UTC")
    assert [(one.state, one.starts_at) for one in Booking.objects.order_by("starts_at")] == [
        ("CANCELLED", NINE),
        ("HELD", NINE + timedelta(hours=1)),
    ]


def test_the_same_choice_again_keeps_the_same_hold(ana):
    reader = at_times()
    for _ in range(2):
        reader.post("hold", scheduled_date_time=NINE.isoformat(), timezone="UTC")
    assert CallHold.objects.count() == 1


def test_leaving_and_giving_up_free_the_time(ana):
    reader = at_times().answer("time")
    assert reader.post("release").status_code == 204
    assert [one.state for one in Booking.objects.all()] == ["CANCELLED"]
    assert reader.draft.said["scheduled_date_time"] == NINE.isoformat()  # remembered, no longer kept
    assert "Your time is no longer kept." in reader.get("contact").content.decode()
    again = reader.post("hold", scheduled_date_time=NINE.isoformat(), timezone="UTC", back="contact")
    assert where(again) == "contact"
    assert reader.post("cancel")["Location"] == "/"
    assert CallDraft.objects.count() == 0
    assert {one.state for one in Booking.objects.all()} == {"CANCELLED"}


def test_a_hold_that_is_over_blocks_nobody(ana):
    at_times().answer("time")
    with clock.moved(to=NOW + timedelta(minutes=6)):
        assert slots(at_times().get("time", **UTC_ZONE))[NINE.isoformat()] == "free"
        at_times().answer("time")
    held = Booking.objects.get()  # the one that was over is gone
    assert (held.state, CallHold.objects.get().booking_id) == ("HELD", held.pk)


def test_the_slower_one_gets_alternatives_in_place(ana):
    slower = at_times()
    at_times().answer("time")
    lost = slower.post("time")
    assert lost.status_code == 409
    page = lost.content.decode()
    assert "Slot no longer available" in page
    assert page.split("Other times")[1].split("</fieldset>")[0].count('name="scheduled_date_time"') == 3
    assert slower.draft.said["topic"] == "BILLING"
    assert "scheduled_date_time" not in CallDraft.objects.order_by("id").first().said


def test_too_many_kept_times_are_refused_in_words(ana):
    """Three at once from one network address."""
    readers = [Reader(customer(), ip="198.51.100.7").begin().answer("topic", "method") for _ in range(4)]
    for hours, reader in enumerate(readers[:3]):
        reader.post("time", scheduled_date_time=(NINE + timedelta(hours=hours)).isoformat())
    refused = readers[3].post("time", scheduled_date_time=(NINE + timedelta(hours=5)).isoformat())
    assert refused.status_code == 422
    assert errors_of(refused)[0].startswith("Enough times are kept for you already.")
    assert Booking.objects.count() == 3


def test_no_times_say_when_the_next_are(ana):
    WorkingHours.objects.filter(staff=ana).delete()
    WorkingHours.objects.create(staff=ana, weekday=2, starts="09:00", ends="17:00")
    BlackoutDay.objects.create(date=datetime(2027, 3, 3, tzinfo=UTC).date(), country="", name="Closed")
    page = at_times().get("time", day="2027-03-01", **UTC_ZONE).content.decode()
    assert "No availability" in page
    assert "Next free: Wednesday, March 10" in page
    assert "Let the team contact me instead" in page
    opened = at_times().get("time", **UTC_ZONE)  # who has not asked for a week begins where there is something
    assert {value[:10] for value in slots(opened)} == {"2027-03-10"}


def test_nobody_for_the_topic_offers_the_flexible_way():
    page = at_times().get("time").content.decode()
    assert "Nobody takes calls about this at a chosen time at present" in page
    assert "Let the team contact me" in page


def test_fallback_team_is_said():
    general = desk(caller(), topic="GENERAL_INQUIRY")
    Topic.objects.get(code="BILLING").fallback_teams.add(general)
    page = at_times().get("time").content.decode()
    assert "colleagues of the general team take these calls" in page


def test_without_scripts_the_zone_is_changed_by_a_button(ana):
    reader = at_times()
    shown = reader.post("time", show="zone", timezone="Asia/Kolkata", scheduled_date_time="")
    assert "timezone=Asia%2FKolkata" in shown["Location"]


def test_calendar_costs_the_same_for_one_member_and_three(ana):
    reader = at_times()
    reader.part("time", target="picker", **UTC_ZONE)
    with assert_queries(11):
        reader.part("time", target="picker", **UTC_ZONE)
    for name in ("Ben", "Cleo"):
        Topic.objects.get(code="BILLING").teams.get().members.add(caller(name))
    with assert_queries(11):
        reader.part("time", target="picker", **UTC_ZONE)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_race_two_readers_choose_one_time():
    desk(caller())
    readers = [at_times(), at_times()]
    answers = race(2, lambda number: readers[number].post("time").status_code)
    assert sorted(answers) == [302, 409]
    assert Booking.objects.filter(state="HELD").count() == 1


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_race_one_draft_sent_twice_is_one_call():
    desk(caller())
    ada = customer()
    reader = Reader(ada).begin().answer(*CALENDAR)
    tabs = [reader, Reader(ada)]
    answers = race(2, lambda number: tabs[number].submit()["Location"])
    assert len(set(answers)) == 1
    assert CallRequest.objects.count() == 1
