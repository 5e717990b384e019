"""Who reads a private calendar under which address, how often, and for how long."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.test import Client

from accounts.tests.factories import UserFactory
from core import clock
from core.actor import SYSTEM
from core.api.limits import LIMITER
from core.errors import DomainError, ErrorCode, Forbidden
from core.redis import client, key
from core.testing import assert_queries, race
from events.models import DomainEvent
from scheduling.actions import change_feed, create_feed, revoke_feed, rotate_feed
from scheduling.models import CalendarFeed, FeedShows
from scheduling.queries.calendar_feeds import feed_at, owner_of
from scheduling.tests.feeds import HALF_HOUR, fetch, happened, member, own, path_of, taken
from scheduling.tests.worlds import NOW, SOON, customer
from workforce.actions import move_booking
from workforce.tests.factories import StaffFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_march():
    LIMITER.ledger.clear()
    client().delete(key("rate", "bad-feed:127.0.0.1"))
    with clock.moved(to=NOW):
        yield


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
