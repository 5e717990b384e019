"""Long work over REST: started, followed row by row, stopped."""

import pytest

from accounts.actors import actor_for
from accounts.enums import Role
from accounts.tests.factories import ApiKeyFactory, UserFactory, bearer
from core import clock
from core.testing import Api, assert_queries
from events.models import JobRun
from routing import tasks
from routing.actions.auto_assign_leads import auto_assign_leads
from routing.models import Batch
from routing.tests.worlds import overflow, waiting_item
from workforce.tests.factories import StaffFactory, TeamFactory

pytestmark = pytest.mark.django_db
ALL = "/api/v1/queues/ae/auto-assign"


@pytest.fixture
def team():
    overflow(False)
    return TeamFactory(members=[StaffFactory(user__name="Ann", capacity={"AE": 1})])


@pytest.fixture
def admin():
    return Api(bearer(UserFactory(roles=[Role.ADMIN])))


@pytest.fixture
def system():
    return Api(f"Api-Key {ApiKeyFactory(scopes=['system:routing']).secret_text}")


def test_whole_line_is_a_batch_to_follow(team, system):
    items = [waiting_item(team, annual_revenue=3_000_000 - number) for number in range(2)]
    first = system.post(ALL, {"team": team.public_id}, key=True)
    assert (first.status_code, first.json()["state"], first.json()["total"]) == (202, "QUEUED", 2)
    tasks.run_batches()
    path = f"/api/v1/batches/{first.json()['batch_id']}"
    said = system.get(path).json()
    assert (said["state"], said["done"], said["failed"], said["kind"]) == ("DONE", 1, 1, "AUTO_ASSIGN")
    rows = system.get(f"{path}/rows").json()
    assert [(row["row"], row["state"], row["data"]) for row in rows["rows"]] == [
        (number, state, item.queue_entry.lead.public_id)
        for number, (item, state) in enumerate(zip(items, ["DONE", "FAILED"], strict=True), 1)
    ]
    refused = system.get(f"{path}/rows", {"state": "FAILED"}).json()["rows"]
    assert [row["result"]["code"] for row in refused] == ["NOBODY_AVAILABLE"]
    assert [batch["batch_id"] for batch in system.get("/api/v1/batches").json()["batches"]] == [said["batch_id"]]


@pytest.mark.parametrize("body", [{"team": "team_" + "0" * 26}, {"team": "x"}])
def test_line_that_is_none_is_refused(system, body):
    assert system.post(ALL, body, key=True).status_code == 422
    assert Batch.objects.count() == 0


def test_batch_is_its_starters_and_the_admins(team, system, admin):
    batch_id = system.post(ALL, {}, key=True).json()["batch_id"]
    other = Api(f"Api-Key {ApiKeyFactory(scopes=['system:routing']).secret_text}")
    for path in (f"/api/v1/batches/{batch_id}", f"/api/v1/batches/{batch_id}/rows"):
        assert [api.get(path).status_code for api in (system, admin, other)] == [200, 200, 404]
    assert other.post(f"/api/v1/batches/{batch_id}/cancel", key=True).status_code == 404
    assert admin.post(f"/api/v1/batches/{batch_id}/cancel", key=True).json()["state"] == "CANCELLED"
    assert admin.post(f"/api/v1/batches/{batch_id}/cancel", key=True).status_code == 409


def test_sweep_does_what_a_lost_nudge_left_behind(team, system):
    waiting_item(team)
    system.post(ALL, {"team": team.public_id}, key=True)
    JobRun.objects.all().delete()
    tasks.sweep_batches()
    assert Batch.objects.get().state == "DONE"
    tasks.purge_batches()
    assert Batch.objects.get().rows.count() == 1


@pytest.mark.parametrize("batches", [1, 3])
def test_list_costs_the_same_however_long(team, admin, batches):
    user = UserFactory(roles=[Role.ADMIN])
    api = Api(bearer(user))
    for _ in range(batches):
        auto_assign_leads(team, by=actor_for(user), at=clock.now())
    with assert_queries(3):  # who asks, how many, which
        assert len(api.get("/api/v1/batches").json()["batches"]) == batches
