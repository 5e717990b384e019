from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from accounts.enums import Role
from accounts.models import User
from accounts.tests.factories import UserFactory
from core import clock
from core.actor import SYSTEM
from core.ids import new_id
from core.testing.queries import assert_queries
from events.models import DomainEvent
from events.publish import emit
from events.tests.things import ThingHappened, ThingRenamed
from workforce.enums import Presence
from workforce.models import Staff
from workspace.context import Shell

pytestmark = pytest.mark.django_db


def person(*roles: Role, **fields: Any) -> User:
    user = UserFactory(roles=list(roles), **fields)
    if user.is_worker:
        Staff.objects.create(user=user)
    return user


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_stranger_is_sent_to_the_login_page() -> None:
    answer = Client().get("/")
    assert (answer.status_code, answer["Location"]) == (302, "/login/?next=/")


def test_ae_lands_on_the_queue() -> None:
    answer = signed_in(person(Role.AE)).get("/")
    assert (answer.status_code, answer["Location"]) == (302, "/queue/")


@pytest.mark.parametrize("role", [Role.AGENT, Role.MECHANIC])
def test_who_takes_calls_lands_on_them(role: Role) -> None:
    answer = signed_in(person(role)).get("/")
    assert (answer.status_code, answer["Location"]) == (302, "/calls/")


def test_customer_lands_on_a_plain_page_with_profile() -> None:
    answer = signed_in(person(Role.CUSTOMER)).get("/")
    assert answer.status_code == 200
    assert answer.templates[0].name == "workspace/home.html"
    assert 'href="/profile/"' in answer.content.decode()


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.ADMIN])
def test_supervisor_lands_on_the_wall_board(role: Role) -> None:
    answer = signed_in(person(role)).get("/")
    assert (answer.status_code, answer["Location"]) == (302, "/wall/")


def test_bar_costs_two_statements(rf: Any) -> None:
    user = person(Role.AE)
    request = rf.get("/")
    request.user = user
    shell = Shell(request, user)
    with assert_queries(2):
        shown = (shell.presence["value"], shell.bell["unread"], shell.position, shell.topics, len(shell.nav))
    assert shown[:3] == ("offline", 0, 0)
    assert shown[3] == "staff." + user.staff.public_id


def test_presence_is_switched_and_shown(client: Client) -> None:
    user = person(Role.AE)
    client.force_login(user)
    answer = client.post("/presence/", {"presence": "busy"}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert 'data-presence="busy"' in answer.content.decode()
    assert Staff.objects.get().presence == Presence.BUSY
    plain = client.post("/presence/", {"presence": "online"}, headers={"Referer": "http://evil.test/"})
    assert (plain.status_code, plain["Location"]) == (302, "/")


def test_presence_that_does_not_exist_is_refused(client: Client) -> None:
    user = person(Role.AE)
    client.force_login(user)
    assert client.post("/presence/", {"presence": "asleep"}).status_code == 422
    assert Staff.objects.get().presence == Presence.OFFLINE


def test_presence_is_shown_as_it_stands_and_reading_changes_nothing(client: Client) -> None:
    client.force_login(person(Role.AE))
    Staff.objects.update(presence=Presence.BUSY)
    shown = client.get("/presence/", headers={"HX-Request": "true"})
    assert (shown.status_code, shown.context["presence"]["value"]) == (200, "busy")
    assert client.delete("/presence/").status_code == 405
    assert Staff.objects.get().presence == Presence.BUSY


def tell_story(journey: Any) -> None:
    with transaction.atomic():
        emit(ThingHappened("thing_1", "arrived", "a@example.test"), by=SYSTEM.on(journey), at=clock.now())
        later = clock.now() + timedelta(minutes=1)
        emit(ThingRenamed("thing_1", {"name": "A"}, {"name": "B"}), by=SYSTEM.on(journey), at=later)


def test_supervisor_reads_the_whole_story() -> None:
    journey = new_id()
    tell_story(journey)
    answer = signed_in(person(Role.SUPERVISOR)).get(f"/journeys/{journey}/")
    assert [(row["title"], row["detail"]) for row in answer.context["story"]] == [
        ("arrived for a@example.test", ""),
        ("test thing renamed", "name A → B"),
    ]


def test_journey_about_foreign_work_looks_missing() -> None:
    journey = new_id()
    tell_story(journey)
    client = signed_in(person(Role.AE))
    assert [client.get(f"/journeys/{one}/").status_code for one in (journey, new_id())] == [404, 404]
    assert signed_in(person(Role.CUSTOMER)).get(f"/journeys/{journey}/").status_code == 403


def test_record_shows_who_when_and_what_changed() -> None:
    tell_story(new_id())
    answer = signed_in(person(Role.ADMIN)).get("/history/thing/thing_1/")
    page = answer.content.decode()
    assert [line.name for line in answer.context["lines"]] == ["test.thing_renamed", "test.thing_happened"]
    assert "name <del>A</del> → <ins>B</ins>" in page
    assert signed_in(person(Role.AE)).get("/history/thing/thing_1/").status_code == 403
    assert DomainEvent.objects.filter(subject_kind="thing").count() == 2
