import asyncio
from typing import Any

import pytest

from accounts.models import User
from core.actor import SYSTEM
from events import feed
from events.models import DomainEvent
from workforce.actions import set_presence
from workforce.enums import Presence, Work
from workforce.models import Staff, Team, TeamMembership
from workspace.sockets import protocol, rights
from workspace.sockets.hub import Hub
from workspace.sockets.line import Line
from workspace.sockets.threads import in_database
from workspace.tests.sockets import Page, application, connected, happen

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race, pytest.mark.usefixtures("open_topics")]


async def test_what_happens_is_told_without_content(session: str) -> None:
    async with connected(session) as page:
        await page.subscribe("thing.thing_1")
        await happen("secret note")
        assert await page.hear() == {
            "type": "event",
            "name": "test.thing_happened",
            "ids": ["thing_1"],
            "topics": ["thing.thing_1"],  # not queue.things, which this page does not follow
            "position": 1,
        }


async def test_frame_comes_within_a_second_also_without_redis(
    session: str, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("events.publish.announce_feed", lambda: None)
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    async with connected(session) as page:
        await page.subscribe("thing.thing_1")
        await asyncio.sleep(0.2)
        await happen("told")
        assert (await page.hear(within=1.5))["position"] == 1


async def test_other_topics_are_denied_and_stay_silent(session: str) -> None:
    async with connected(session) as page:
        await page.subscribe("thing.thing_1", "thing.thing_9", "unheard_of.x")
        assert await page.hear() == {"type": "denied", "topics": ["thing.thing_9", "unheard_of.x"]}
        await happen("foreign", thing="thing_9")
        await happen("ours")
        assert (await page.hear())["ids"] == ["thing_1"]


async def test_page_that_slept_through_100_changes_gets_each_of_them_once(session: str) -> None:
    async with connected(session) as page:
        await page.subscribe("thing.thing_1", "thing.thing_2")
        await happen("before")
        seen = (await page.hear())["position"]
    for number in range(50):
        await happen("asleep", thing="thing_1")
        await happen("asleep", thing="thing_9" if number % 5 == 0 else "thing_2")
    async with connected(session) as page:
        writing = asyncio.create_task(happen(*["meanwhile"] * 20))
        await page.subscribe("thing.thing_1", "thing.thing_2", since=seen)
        frames = await page.hear_until(121)
        await writing
        assert await page.is_silent()
    wanted = await in_database(
        lambda: list(
            DomainEvent.objects.filter(position__gt=seen, subject_id__in=["thing_1", "thing_2"])
            .order_by("position")
            .values_list("position", flat=True)
        )
    )
    assert len(wanted) == 110
    assert [frame["position"] for frame in frames] == wanted


async def test_many_subscriptions_while_others_write_leave_no_gap_and_no_double(session: str) -> None:
    async with connected(session) as page:
        writing = asyncio.create_task(happen(*["x"] * 60))
        for _ in range(10):
            await page.subscribe("thing.thing_1", "thing.thing_2", since=0)
            await asyncio.sleep(0.1)
        frames = await page.hear_until(60)
        await writing
        assert await page.is_silent()
    assert [frame["position"] for frame in frames] == list(range(1, 61))


async def test_position_too_far_back_or_from_another_world_gets_resync(
    session: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "REACH", 5)
    await happen(*["x"] * 7)
    await in_database(feed.stamp)
    async with connected(session) as page:
        assert page.hello["position"] == 7
        await page.subscribe("thing.thing_1", since=0)
        assert await page.hear() == {"type": "resync", "position": 7}
        await page.subscribe("thing.thing_1", since=1000)
        assert await page.hear() == {"type": "resync", "position": 7}
        await happen("after")
        assert (await page.hear())["position"] == 8


async def test_restored_database_resyncs_who_is_connected_and_who_comes_back(session: str) -> None:
    await happen(*["x"] * 4)
    async with connected(session) as page:
        await page.subscribe("thing.thing_1", since=0)
        await page.hear_until(4)
        await in_database(DomainEvent.objects.filter(position__gt=2).delete)  # as an older backup has it
        assert await page.hear(within=2.5) == {"type": "resync", "position": 2}
        await happen("after")
        assert (await page.hear())["position"] == 3
        async with connected(session) as other:
            await other.subscribe("thing.thing_1", since=4)
            assert await other.hear() == {"type": "resync", "position": 3}


async def test_topics_that_are_dropped_are_not_told_any_more(session: str) -> None:
    async with connected(session) as page:
        await page.subscribe("thing.thing_1")
        await page.subscribe("thing.thing_2")
        await page.settle()
        await happen("dropped", thing="thing_1")
        await happen("kept", thing="thing_2")
        assert (await page.hear())["ids"] == ["thing_2"]


async def test_head_is_repeated_so_that_silence_is_noticed(session: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "HEAD_EVERY", 0.3)
    async with connected(session) as page:
        assert await page.hear() == {"type": "head", "position": 0, "last": 0}
        await happen("of others", thing="thing_9")
        await asyncio.sleep(0.7)
        heads = [await page.hear() for _ in range(3)]
    assert heads[-1] == {"type": "head", "position": 1, "last": 0}


async def test_client_that_does_not_read_is_closed_and_delays_nobody(session: str) -> None:
    stuck = asyncio.Event()

    async def slow_wire(scope: Any, receive: Any, send: Any) -> None:
        async def stalling(message: Any) -> None:
            if message["type"] == "websocket.send" and '"event"' in message.get("text", ""):
                await stuck.wait()
            await send(message)

        await application(scope, receive, stalling)

    slow = Page(session=session, app=slow_wire)
    assert await slow.open()
    assert (await slow.hear())["type"] == "hello"
    await slow.subscribe("thing.thing_1", since=0)
    async with connected(session) as quick:
        await quick.subscribe("thing.thing_1", since=0)
        count = protocol.QUEUED_FRAMES + 10
        await happen(*["x"] * count)
        assert len(await quick.hear_until(count)) == count
        assert await slow.hear() == {"close": 4408}


async def test_address_of_ones_own_follows_without_asking(person: User, session: str) -> None:
    staff = await in_database(Staff.objects.create, user=person)
    async with connected(session, "/ws/agents/me?since=0") as page:
        await in_database(set_presence, staff, Presence.BUSY, by=SYSTEM)
        frame = await page.hear()
    assert (frame["name"], frame["topics"]) == ("staff.presence_changed", [f"staff.{staff.public_id}"])


async def test_queue_address_follows_the_persons_teams_for_that_work(person: User, session: str) -> None:
    staff = await in_database(Staff.objects.create, user=person)
    teams = [await in_database(Team.objects.create, name=work, work=work) for work in (Work.AE, Work.IC)]
    for team in teams:
        await in_database(TeamMembership.objects.create, team=team, staff=staff)
    visitor = rights.Visitor(person.pk, frozenset(person.roles), person.token_version)
    topics = await in_database(rights.queue_topics, visitor, Work.AE)
    assert topics == {"queue.ae", f"team.{teams[0].public_id}", f"staff.{staff.public_id}"}
    assert await in_database(rights.allowed, visitor, topics) is None  # signed in by neither session nor login
    async with connected(session, "/ws/queues/ae") as page:
        await page.settle()  # the queue as a whole is for who sees all teams; that is no reason to complain


async def test_heartbeat_shows_the_person_as_online(person: User, session: str) -> None:
    staff = await in_database(Staff.objects.create, user=person)
    async with connected(session) as page:
        for _ in range(3):
            await page.say(type="presence", active=True)
        await page.settle()
    await in_database(staff.refresh_from_db)
    assert staff.presence == Presence.ONLINE
    told = await in_database(DomainEvent.objects.filter(name="staff.presence_changed").count)
    assert told == 1


@pytest.mark.parametrize("ticks", range(4))
async def test_hub_ends_its_look_when_the_last_client_leaves_as_a_hint_comes(
    session: str, monkeypatch: pytest.MonkeyPatch, ticks: int
) -> None:
    monkeypatch.setattr("workspace.sockets.hub.BREATH", 0)
    own, line = Hub(), Line("somebody", frozenset())
    own.join(line)
    await own.position()
    await asyncio.sleep(0.2)  # it waits for a hint now
    tasks = own._tasks
    own._hinted.set()
    for _ in range(ticks):
        await asyncio.sleep(0)
    own.leave(line)
    done, still_at_it = await asyncio.wait(tasks, timeout=2)
    for task in still_at_it:
        task.cancel()
    assert len(done) == 2
