"""Private calendars: who reads what under which address, and for how long."""

from datetime import UTC, timedelta
from uuid import UUID

import icalendar
import pytest
import vobject
from django.test import Client

from accounts.actors import actor_for
from accounts.tests.factories import UserFactory
from core import clock
from core.actor import SYSTEM
from core.api.limits import LIMITER
from core.errors import DomainError, ErrorCode, Forbidden
from core.redis import client, key
from core.testing import assert_queries, race
from events.models import DomainEvent
from scheduling.actions import cancel_call, change_feed, create_feed, revoke_feed, rotate_feed
from scheduling.models import CalendarFeed, FeedShows
from scheduling.pages.calendar_file import SKIPPED, as_calendar
from scheduling.queries.calendar_feeds import FeedEntry, feed_at, owner_of
from scheduling.tests.calendar_reader import instant, read
from scheduling.tests.test_rules_invitation import HOSTILE, NIGHTS
from scheduling.tests.worlds import NOW, SOON, as_customer, booked, caller, customer, desk
from workforce.actions import book, cancel_booking, hold_slot, move_booking
from workforce.enums import Purpose
from workforce.models import Booking
from workforce.tests.factories import StaffFactory

pytestmark = pytest.mark.django_db

HALF_HOUR = timedelta(minutes=30)


@pytest.fixture(autouse=True)
def short_memory():
    LIMITER.ledger.clear()
    client().delete(key("rate", "bad-feed:127.0.0.1"))


@pytest.fixture(autouse=True)
def in_march():
    with clock.moved(to=NOW):
        yield


def member(**own):
    return StaffFactory(user__name="Ana", **own)


def own(staff):
    return actor_for(staff.user)


def path_of(url):
    return url[url.index("/calendars/") :]


def fetch(url, **headers):
    return Client().get(path_of(url), headers=headers)


def events_of(url):
    calendar = read(fetch(url).content)
    return calendar, calendar.inside("VEVENT")


def taken(staff, starts_at=SOON, title="Acme, Billing", **more):
    ends_at, purpose = starts_at + HALF_HOUR, Purpose.CALL
    return book(staff.pk, starts_at=starts_at, ends_at=ends_at, purpose=purpose, title=title, by=SYSTEM, at=NOW, **more)


def happened(name):
    return [event.payload for event in DomainEvent.objects.filter(name=name).order_by("id")]


# -- what stands in it -------------------------------------------------------------------------------


def test_member_s_calendar_says_when_and_nothing_else():
    ana = member()
    booking = taken(ana)
    _feed, url = create_feed(ana, by=own(ana))
    answer = fetch(url)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Cache-Control"] == "private"
    assert answer["X-Robots-Tag"] == "noindex"
    calendar, (event,) = events_of(url)
    assert calendar.names() == [
        "CALSCALE", "METHOD", "PRODID", "REFRESH-INTERVAL", "VERSION", "X-PUBLISHED-TTL", "X-WR-CALNAME",
        "X-WR-TIMEZONE",
    ]  # fmt: skip
    assert calendar.one("METHOD").value == "PUBLISH"
    assert calendar.one("X-WR-CALNAME").text == "Switchboard: Ana"
    assert event.names() == ["DTEND", "DTSTAMP", "DTSTART", "SEQUENCE", "STATUS", "SUMMARY", "TRANSP", "UID"]
    assert event.one("SUMMARY").text == "Busy"
    assert event.one("UID").value == f"{booking.public_id}@switchboard"
    assert event.one("TRANSP").value == "OPAQUE"
    assert instant(calendar, event.one("DTSTART")) == SOON
    assert instant(calendar, event.one("DTEND")) == SOON + HALF_HOUR


def test_titles_are_shown_when_asked_for_without_anybody_s_number_or_address():
    ana = member()
    taken(ana, title="Acme, call +1 212 555 0123 or grace@example.com")
    taken(ana, SOON + HALF_HOUR, title="")
    _feed, url = create_feed(ana, FeedShows.TITLES, by=own(ana))
    assert [event.one("SUMMARY").text for event in events_of(url)[1]] == ["Call: Acme, call … or …", "Call"]


def test_change_of_what_is_shown_keeps_the_address():
    ana = member()
    taken(ana)
    feed, url = create_feed(ana, by=own(ana))
    change_feed(feed, FeedShows.TITLES, by=own(ana))
    change_feed(feed, FeedShows.TITLES, by=own(ana))
    assert [event.one("SUMMARY").text for event in events_of(url)[1]] == ["Call: Acme, Billing"]
    assert [payload["shows"] for payload in happened("calendar_feed.changed")] == ["TITLES"]


def test_moved_has_the_same_uid_and_a_higher_sequence_and_cancelled_is_gone():
    ana = member()
    booking = taken(ana)
    _feed, url = create_feed(ana, by=own(ana))
    before = events_of(url)[1][0]
    move_booking(booking, starts_at=SOON + timedelta(hours=2), by=SYSTEM, at=NOW)
    calendar, (after,) = events_of(url)
    assert after.one("UID").value == before.one("UID").value
    assert int(after.one("SEQUENCE").value) > int(before.one("SEQUENCE").value)
    assert instant(calendar, after.one("DTSTART")) == SOON + timedelta(hours=2)
    cancel_booking(booking, by=SYSTEM, at=NOW)
    assert events_of(url)[1] == []


def test_holds_and_what_is_long_over_or_far_off_and_other_people_s_are_not_in_it():
    ana, ben = member(), StaffFactory()
    hold_slot(ana.pk, starts_at=SOON, ends_at=SOON + HALF_HOUR, lasts=HALF_HOUR, by=SYSTEM, at=NOW)
    taken(ana, NOW - timedelta(days=40))
    taken(ana, NOW + timedelta(days=400))
    taken(ben)
    mine = taken(ana, SOON + timedelta(hours=1))
    _feed, url = create_feed(ana, by=own(ana))
    assert [event.one("UID").value for event in events_of(url)[1]] == [f"{mine.public_id}@switchboard"]


def test_entry_that_takes_no_time_is_transparent():
    ana = member()
    taken(ana, blocking=False)
    _feed, url = create_feed(ana, by=own(ana))
    assert events_of(url)[1][0].one("TRANSP").value == "TRANSPARENT"


def test_customer_s_calendar_has_their_own_calls_only():
    desk(caller(), caller("Ben"))
    grace = customer(user__name="Grace")
    colleague = customer(user__name="Colleague", company=grace.company)
    call, other = booked(grace), booked(grace, scheduled_date_time=SOON + timedelta(hours=2))
    booked(colleague, scheduled_date_time=SOON + timedelta(hours=4))
    _feed, url = create_feed(grace, FeedShows.TITLES, by=as_customer(grace))
    calendar, events = events_of(url)
    assert [event.one("SUMMARY").text for event in events] == [
        f"Billing questions: {call.number}",
        f"Billing questions: {other.number}",
    ]
    assert events[0].one("UID").value == f"{call.public_id}@switchboard"
    assert instant(calendar, events[0].one("DTSTART")) == SOON
    assert "+12125550123" not in fetch(url).content.decode()
    cancel_call(call.pk, by=as_customer(grace), at=NOW)
    assert len(events_of(url)[1]) == 1


@pytest.mark.parametrize("name", sorted(NIGHTS))
def test_both_nights_in_which_clocks_change_are_right(name):
    """Around the clock of the night, a booking at every hour; the zone is only how the owner's program shows it."""
    for night in NIGHTS[name]:
        with clock.moved(to=night):
            ana = StaffFactory(user__timezone=name)
            starts = [night + timedelta(hours=hour) for hour in range(-13, 14)]
            Booking.objects.bulk_create(
                Booking(staff=ana, starts_at=at, ends_at=at + HALF_HOUR, purpose=Purpose.CALL) for at in starts
            )
            _feed, url = create_feed(ana, by=own(ana))
            raw = fetch(url).content
        calendar = read(raw)
        assert [instant(calendar, event.one("DTSTART")) for event in calendar.inside("VEVENT")] == starts
        assert [event.start.astimezone(UTC) for event in icalendar.Calendar.from_ical(raw).events] == starts
        by_other = sorted(event.dtstart.value.astimezone(UTC) for event in vobject.readOne(raw.decode()).vevent_list)
        assert by_other == starts
        assert calendar.one("X-WR-TIMEZONE").text == name


@pytest.mark.parametrize("text", [text for text in HOSTILE if "\x00" not in text and "\ud800" not in text])
def test_hostile_titles_and_names_begin_no_line(text):
    ana = StaffFactory(user__name=text[:120] or "x")
    taken(ana, title=text[:200])
    _feed, url = create_feed(ana, FeedShows.TITLES, by=own(ana))
    calendar, (event,) = events_of(url)
    assert [part.name for part in calendar.parts] == ["VEVENT"]
    assert event.names() == ["DTEND", "DTSTAMP", "DTSTART", "SEQUENCE", "STATUS", "SUMMARY", "TRANSP", "UID"]
    assert len(vobject.readOne(fetch(url).content.decode()).vevent_list) == 1


def entry(uid, sequence=1, starts_at=SOON):
    return FeedEntry(uid, sequence, starts_at, starts_at + HALF_HOUR, NOW, "Busy")


def test_appointment_that_cannot_be_written_is_left_out_and_reported(caplog):
    """The library raises on a sequence that is no number; the others still arrive."""
    ana = member()
    feed, _url = create_feed(ana, by=own(ana))
    before = SKIPPED._value.get()
    raw = as_calendar(feed, [entry("one"), entry("two", sequence="x"), entry("three")])  # type: ignore[arg-type]
    assert [event.one("UID").value for event in read(raw).inside("VEVENT")] == ["one", "three"]
    assert SKIPPED._value.get() - before == 1
    assert [(record.levelname, record.uid) for record in caplog.records] == [("ERROR", "two")]


# -- who reads it ------------------------------------------------------------------------------------


def test_only_the_digest_is_kept_and_no_event_or_log_line_holds_the_address(caplog):
    caplog.set_level("INFO")
    ana = member()
    _feed, url = create_feed(ana, by=own(ana))
    token = path_of(url).split("/")[2]
    assert len(token) == 43  # 256 bits
    fetch(url)
    assert fetch(url.replace(token, token[::-1])).status_code == 404
    kept = [str(value) for value in CalendarFeed.objects.values_list().get()]
    assert not any(token in value for value in kept)
    assert token not in str(list(DomainEvent.objects.values()))
    shown = [record.path for record in caplog.records if record.name == "switchboard.access"]
    assert shown == ["/calendars/[hidden]/switchboard.ics"] * 2


def test_rotated_address_opens_what_the_old_one_does_no_more():
    ana = member()
    taken(ana)
    feed, old = create_feed(ana, FeedShows.TITLES, by=own(ana))
    rotated, new = rotate_feed(feed, by=own(ana))
    assert (fetch(old).status_code, fetch(new).status_code) == (404, 200)
    assert rotated.pk == feed.pk
    assert CalendarFeed.objects.get().shows == "TITLES"
    assert happened("calendar_feed.rotated") == [{"feed_id": feed.public_id, "owner_id": ana.public_id}]


def test_revoked_address_opens_nothing_and_a_new_one_can_be_made():
    ana = member()
    feed, old = create_feed(ana, by=own(ana))
    revoke_feed(feed, by=own(ana))
    revoke_feed(feed, by=own(ana))
    assert fetch(old).status_code == 404
    assert len(happened("calendar_feed.revoked")) == 1
    with pytest.raises(DomainError, match="make a new one") as refused:
        rotate_feed(feed, by=own(ana))
    assert refused.value.code == ErrorCode.INVALID_TRANSITION
    again, new = create_feed(ana, by=own(ana))
    assert again.pk == feed.pk
    assert (fetch(old).status_code, fetch(new).status_code) == (404, 200)


def test_good_address_is_not_thrown_away_by_making_another():
    ana = member()
    _feed, url = create_feed(ana, by=own(ana))
    with pytest.raises(DomainError, match="already") as refused:
        create_feed(ana, by=own(ana))
    assert refused.value.code == ErrorCode.INVALID_TRANSITION
    assert fetch(url).status_code == 200
    assert len(happened("calendar_feed.created")) == 1


def test_address_that_nobody_reads_goes_off_after_ninety_days_and_one_that_is_read_stays():
    ana, ben = member(), StaffFactory()
    _feed, unread = create_feed(ana, by=own(ana))
    _feed, read_once = create_feed(ben, by=own(ben))
    with clock.moved(timedelta(days=80)):
        assert fetch(read_once).status_code == 200
    with clock.moved(timedelta(days=90, seconds=1)):
        assert (fetch(unread).status_code, fetch(read_once).status_code) == (404, 200)
        _again, new = create_feed(ana, by=own(ana))
        assert fetch(new).status_code == 200
    assert CalendarFeed.objects.count() == 2


def test_last_use_is_written_once_an_hour():
    ana = member()
    _feed, url = create_feed(ana, by=own(ana))
    fetch(url)
    first = CalendarFeed.objects.get().last_used_at
    with clock.moved(timedelta(minutes=59)):
        fetch(url)
        assert CalendarFeed.objects.get().last_used_at == first
    with clock.moved(timedelta(minutes=61)):
        fetch(url)
        assert CalendarFeed.objects.get().last_used_at > first


@pytest.mark.parametrize("leaves", ["retired", "deactivated"])
def test_who_has_left_has_no_calendar_any_more(leaves):
    ana = member()
    _feed, url = create_feed(ana, by=own(ana))
    if leaves == "retired":
        type(ana).objects.filter(pk=ana.pk).update(retired_at=NOW, accepts_new=False)
    else:
        type(ana.user).objects.filter(pk=ana.pk).update(is_active=False)
    assert fetch(url).status_code == 404


def test_address_is_read_sixty_times_an_hour():
    ana = member()
    _feed, url = create_feed(ana, by=own(ana))
    assert [fetch(url).status_code for _ in range(62)] == [200] * 60 + [429] * 2
    refused = fetch(url)
    assert 3500 < int(refused["Retry-After"]) <= 3601
    assert refused["Cache-Control"] == "private"


def test_guessing_is_slowed_down():
    wrong = [Client().get(f"/calendars/guess{n}/switchboard.ics").status_code for n in range(62)]
    assert set(wrong[:50]) == {404}
    assert wrong[-1] == 429


def test_unchanged_calendar_is_not_sent_again():
    ana = member()
    booking = taken(ana)
    _feed, url = create_feed(ana, by=own(ana))
    tag = fetch(url)["ETag"]
    again = fetch(url, **{"If-None-Match": tag})
    assert (again.status_code, again.content, again["Cache-Control"]) == (304, b"", "private")
    move_booking(booking, starts_at=SOON + HALF_HOUR, by=SYSTEM, at=NOW)
    assert fetch(url, **{"If-None-Match": tag}).status_code == 200


def test_calendar_is_only_read():
    ana = member()
    _feed, url = create_feed(ana, by=own(ana))
    assert Client().post(path_of(url)).status_code == 405
    assert Client().head(path_of(url)).status_code == 200


@pytest.mark.parametrize("rows", [1, 3])
def test_reading_costs_two_statements_and_the_note_of_its_use(rows):
    ana = member()
    for number in range(rows):
        taken(ana, SOON + number * HALF_HOUR)
    _feed, url = create_feed(ana, by=own(ana))
    with assert_queries(3):
        fetch(url)
    with assert_queries(2):
        fetch(url)


# -- who may -----------------------------------------------------------------------------------------


def test_only_the_owner_and_who_manages_people_see_an_address():
    ana, ben = member(), StaffFactory()
    boss, admin = StaffFactory(user__roles=["SUPERVISOR"]), StaffFactory(user__roles=["ADMIN"])
    for nobody in (ben, boss):
        with pytest.raises(Forbidden):
            create_feed(ana, by=own(nobody))
    assert CalendarFeed.objects.count() == 0
    feed, url = create_feed(ana, by=own(admin))
    for nobody in (ben, boss):
        with pytest.raises(Forbidden):
            rotate_feed(feed, by=own(nobody))
        with pytest.raises(Forbidden):
            change_feed(feed, FeedShows.TITLES, by=own(nobody))
    with pytest.raises(Forbidden):
        revoke_feed(feed, by=own(ben))
    assert fetch(url).status_code == 200
    assert CalendarFeed.objects.get().shows == "BUSY"
    revoke_feed(feed, by=own(boss))
    assert fetch(url).status_code == 404


def test_owner_is_the_member_or_the_customer_of_a_login():
    ana, grace = member(), customer()
    assert owner_of(ana.user) == ana
    assert owner_of(grace.user) == grace
    assert owner_of(UserFactory(roles=["CUSTOMER"])) is None


def test_rotating_a_feed_that_is_gone_finds_nothing():
    ana = member()
    feed, _url = create_feed(ana, by=own(ana))
    CalendarFeed.objects.all().delete()
    with pytest.raises(DomainError) as refused:
        rotate_feed(feed, by=own(ana))
    assert refused.value.code == ErrorCode.NOT_FOUND


def test_a_feed_that_has_no_owner_is_nobody_s():
    nobody = CalendarFeed(id=UUID(int=1), digest=b"x", issued_at=NOW)
    assert (nobody.user, nobody.owner_name) == (None, "")
    for verb in (rotate_feed, revoke_feed):
        with pytest.raises(Forbidden):
            verb(nobody, by=SYSTEM)
    with pytest.raises(Forbidden):
        change_feed(nobody, FeedShows.BUSY, by=SYSTEM)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_eight_who_make_an_address_at_once_one_does():
    ana = member()
    by = own(ana)
    results = race(8, lambda _n: create_feed(ana, by=by))
    made = [result for result in results if not isinstance(result, Exception)]
    refused = [result.code for result in results if isinstance(result, DomainError)]
    assert (len(made), refused) == (1, [ErrorCode.INVALID_TRANSITION] * 7)
    assert fetch(made[0][1]).status_code == 200


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_eight_new_addresses_at_once_exactly_one_is_good():
    ana = member()
    by = own(ana)
    feed, old = create_feed(ana, by=by)
    urls = [result[1] for result in race(8, lambda _n: rotate_feed(CalendarFeed.objects.get(pk=feed.pk), by=by))]
    good = [url for url in (old, *urls) if feed_at(path_of(url).split("/")[2], at=SOON)]
    assert len(good) == 1
