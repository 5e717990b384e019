from datetime import timedelta

import pytest

from accounts.actions import change_roles, deactivate_user, log_out
from accounts.enums import Role
from accounts.models import User
from accounts.tests.factories import LoginSessionFactory
from core import clock
from core.actor import SYSTEM
from core.models import IdempotencyKey
from workspace.sockets import protocol, ticket
from workspace.sockets.threads import in_database
from workspace.tests.sockets import Page, connected, happen

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]


async def test_session_of_ours_is_greeted_with_position_and_time(session: str) -> None:
    await happen("one", "two")
    page = Page(session=session)
    assert await page.open()
    hello = await page.hear()
    assert (hello["type"], hello["position"], hello["server_time"][-1]) == ("hello", 0, "Z")  # nothing was stamped yet
    await page.leave()


@pytest.mark.parametrize("origin", ["http://evil.test", "null", "file://", "http://testserver.evil.test", ""])
async def test_foreign_origin_is_denied(session: str, origin: str) -> None:
    assert not await Page(session=session, origin=origin).open()


async def test_missing_origin_is_denied_with_a_session(session: str) -> None:
    assert not await Page(session=session, origin=None).open()


async def test_stranger_is_told_to_sign_in(transactional_db: None) -> None:
    page = Page()
    assert await page.open()
    assert await page.hear() == {"close": 4401}


async def test_other_address_is_closed_as_not_found(session: str) -> None:
    page = Page("/ws/nowhere", session=session)
    assert await page.open()
    assert await page.hear() == {"close": 4404}


async def test_ticket_opens_one_socket(person: User) -> None:
    login = await in_database(LoginSessionFactory, user=person)
    address = f"/ws/live?ticket={ticket.issue(login.pk, at=clock.now())}"
    first, second = Page(address, origin=None), Page(address, origin=None)
    assert await first.open()
    assert (await first.hear())["type"] == "hello"
    assert await second.open()
    assert await second.hear() == {"close": 4401}
    assert await in_database(IdempotencyKey.objects.filter(caller="websocket").count) == 1
    await first.leave()


async def test_ticket_that_is_too_old_or_forged_is_refused(person: User) -> None:
    login = await in_database(LoginSessionFactory, user=person)
    old = ticket.issue(login.pk, at=clock.now() - ticket.LIFE - timedelta(seconds=1))
    for text in (old, ticket.issue(login.pk, at=clock.now())[:-1], "nonsense"):
        page = Page(f"/ws/live?ticket={text}", origin=None)
        assert await page.open()
        assert await page.hear() == {"close": 4401}
    assert await in_database(IdempotencyKey.objects.count) == 0


async def test_ticket_of_an_ended_login_is_refused(person: User) -> None:
    login = await in_database(LoginSessionFactory, user=person, revoked_at=clock.now())
    page = Page(f"/ws/live?ticket={ticket.issue(login.pk, at=clock.now())}", origin=None)
    assert await page.open()
    assert await page.hear() == {"close": 4401}


async def test_sixth_socket_of_one_person_is_too_many(session: str) -> None:
    pages = [Page(session=session) for _ in range(protocol.SOCKETS_PER_USER + 1)]
    for page in pages:
        assert await page.open()
    heard = [await page.hear() for page in pages]
    assert [frame["type"] for frame in heard if "close" not in frame] == ["hello"] * 5
    assert [frame for frame in heard if "close" in frame] == [{"close": 4429}]
    for page in pages:
        await page.leave()


async def test_deactivated_person_is_hung_up_on_within_a_second(person: User, session: str) -> None:
    async with connected(session) as page:
        await in_database(deactivate_user, person, by=SYSTEM)
        assert await page.hear(within=1.5) == {"close": 4401}


async def test_changed_roles_hang_up_within_a_second(person: User, session: str) -> None:
    async with connected(session) as page:
        await in_database(change_roles, person, [Role.IC], by=SYSTEM)
        assert await page.hear(within=1.5) == {"close": 4401}


async def test_logging_out_hangs_up_within_a_second(person: User, session: str) -> None:
    login = await in_database(LoginSessionFactory, user=person, browser_session_key=session)
    async with connected(session) as page, connected(session) as other:
        await in_database(log_out, login, by=SYSTEM)
        assert [await page.hear(within=1.5), await other.hear(within=1.5)] == [{"close": 4401}] * 2


async def test_topic_taken_away_is_denied_at_the_next_look(
    session: str, open_topics: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(protocol, "RIGHTS_EVERY", 0.2)
    async with connected(session) as page:
        await page.subscribe("thing.thing_1", "thing.thing_2")
        await happen("seen")
        assert (await page.hear())["ids"] == ["thing_1"]
        open_topics.discard("thing_1")
        assert await page.hear() == {"type": "denied", "topics": ["thing.thing_1"]}
        await happen("not for this page")
        assert await page.is_silent()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{", 4400),
        ("[]", 4400),
        ('{"type": "shout"}', 4400),
        ('{"type": "subscribe", "topics": ["no topic"]}', 4400),
        ('{"type": "subscribe", "topics": [], "since": -1}', 4400),
        ('{"type": "subscribe", "topics": [], "since": true}', 4400),
        ("[" * 5000, 4400),
        ('"' + "x" * 16384 + '"', 4413),
    ],
)
async def test_message_that_is_none_of_ours_ends_the_connection(session: str, text: str, code: int) -> None:
    async with connected(session) as page:
        await page.wire.send_to(text_data=text)
        assert await page.hear() == {"close": code}


async def test_binary_message_ends_the_connection(session: str) -> None:
    async with connected(session) as page:
        await page.wire.send_to(bytes_data=b"\x00")
        assert await page.hear() == {"close": 4400}


async def test_flood_of_messages_ends_the_connection(session: str) -> None:
    async with connected(session) as page:
        for _ in range(protocol.MESSAGES_PER_SECOND + 1):
            await page.say(type="ping")
        heard = [await page.hear() for _ in range(protocol.MESSAGES_PER_SECOND + 1)]
    assert heard[-1] == {"close": 4429}
