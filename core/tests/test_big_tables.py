"""What every admin page over a table that grows for ever does, whatever the table."""

import pytest

from accounts.enums import Role
from accounts.models import Company
from accounts.tests.factories import CompanyFactory, UserFactory
from core.paginator import ENOUGH, EstimatingPaginator

pytestmark = pytest.mark.django_db
LIST = "/admin/accounts/company/"


@pytest.fixture
def boss(client):
    client.force_login(UserFactory(roles=[Role.ADMIN]))
    return client


def test_search_finds_whole_ids_and_beginnings_of_words(boss):
    wanted, other = CompanyFactory(name="Blue Café Ltd"), CompanyFactory(name="Red Bar")
    for term in (wanted.public_id, "cafe", "blu lt", "  café  "):
        text = boss.get(LIST, {"q": term}).content.decode()
        assert ("Blue Café" in text, other.name in text) == (True, False), term
    for term in ("afé", "%", "'", "\\0", "co_" + "0" * 26):
        assert wanted.name not in boss.get(LIST, {"q": term}).content.decode(), term


def test_nothing_sorts_by_what_no_index_has(boss):
    assert "?o=" not in boss.get(LIST).content.decode()


def test_action_is_for_what_was_looked_at(boss):
    users = [UserFactory() for _ in range(2)]
    form = {"action": "deactivate", "_selected_action": [str(users[0].pk)], "select_across": "1", "index": "0"}
    text = boss.post("/admin/accounts/user/", form, follow=True).content.decode()
    assert "Choose rows of one page at a time." in text
    assert all(type(user).objects.get(pk=user.pk).is_active for user in users)


def test_nobody_turns_pages_beyond_what_is_counted(monkeypatch):
    monkeypatch.setattr(EstimatingPaginator, "count", 10 * ENOUGH)
    assert EstimatingPaginator(Company.objects.all(), 50).num_pages == ENOUGH // 50
