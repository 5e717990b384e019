"""The search page, the palette's list, and what each role can go to."""

import pytest
from django.urls import reverse

from accounts.enums import Role
from core.testing import assert_queries
from workspace.tests.test_pages import person, signed_in

pytestmark = pytest.mark.django_db
PALETTE = {"HX-Request": "true", "HX-Target": "palette-results"}


def labels(role: Role, text: str = "") -> list[str]:
    groups = signed_in(person(role)).get("/search/", {"q": text}).context["groups"]
    return [find.title for group in groups if group.name == "pages" for find in group.finds]


def test_pages_are_found_by_the_beginnings_of_their_words() -> None:
    assert labels(Role.AE, "my le") == ["My leads"]
    assert labels(Role.AE, "LEADS") == ["My leads"]
    assert labels(Role.AE, "eads") == []


def test_pages_are_those_that_one_may_open() -> None:
    assert "My leads" in labels(Role.AE)
    assert "Administration" not in labels(Role.AE)
    assert "Administration" in labels(Role.SUPERVISOR)
    assert labels(Role.CUSTOMER) == [
        "Schedule a call", "My calls", "Messages", "Profile", "Subscribe to my calendar", "API documentation",
    ]  # fmt: skip


def test_palette_gets_options_and_the_page_its_results() -> None:
    client = signed_in(person(Role.AE))
    page = client.get("/search/?q=queue").content.decode()
    part = client.get("/search/?q=queue", headers={"HX-Request": "true"}).content.decode()
    options = client.get("/search/?q=queue", headers=PALETTE).content.decode()
    assert ("<html" in page, "<html" in part, 'id="search-results"' in part) == (True, False, True)
    assert ('role="option"' in options, 'data-asked="queue"' in options, "<html" in options) == (True, True, False)


def test_nothing_found_says_how_to_search() -> None:
    client = signed_in(person(Role.AE))
    assert "Words are found by how they begin" in client.get("/search/?q=zebra").content.decode()
    assert "Nothing begins with “zebra”" in client.get("/search/?q=zebra", headers=PALETTE).content.decode()


def test_odd_text_is_only_text() -> None:
    client = signed_in(person(Role.AE))
    for text in ("\x00", "<script>", "'); --", "x" * 5000, "🙂", "\\'", "%"):
        assert client.get("/search/", {"q": text}).status_code == 200


def test_search_is_for_those_who_are_signed_in_and_changes_nothing() -> None:
    client = signed_in(person(Role.AE))
    assert client.post("/search/").status_code == 405
    client.logout()
    assert client.get("/search/?q=x")["Location"] == "/login/?next=/search/%3Fq%3Dx"


def test_list_of_the_palette_costs_one_statement_for_each_kind() -> None:
    client = signed_in(person(Role.SUPERVISOR))
    with assert_queries(2 + 5):  # session and person; leads, merchants, calls, people, teams
        client.get("/search/?q=corner", headers=PALETTE)


@pytest.mark.parametrize(
    ("address", "label"), [("/queue/", "Queue"), ("/queue/?owner=me", "My leads"), ("/queue/?status=CLOSED", "Queue")]
)
def test_bar_names_where_the_reader_is(address: str, label: str) -> None:
    shell = signed_in(person(Role.AE)).get(address).context["shell"]
    assert [page["label"] for page in shell.nav if page["current"]] == [label]


def test_menu_of_the_bar_has_what_is_opened_now_and_then() -> None:
    shell = signed_in(person(Role.SUPERVISOR)).get(reverse("closures")).context["shell"]
    assert (shell.is_in_more, [page["label"] for page in shell.more if page["current"]]) == (True, ["Days off"])
    assert signed_in(person(Role.AE)).get("/queue/").context["shell"].is_in_more is False
