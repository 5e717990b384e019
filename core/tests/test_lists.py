"""Lists: pages, filters, and refusals of what is not understood."""

import base64

import pytest
from django.apps import apps

from core.api import pagination
from core.api.pagination import CursorPagination
from core.errors import Invalid
from core.ids import new_id
from core.models import IdempotencyKey
from core.testing import Api, assert_queries

pytestmark = [pytest.mark.urls("core.tests.urls")]
ana = Api("Test ana free")


@pytest.fixture
def rows(db):
    return [
        IdempotencyKey.objects.create(caller="x", route="ab"[n % 2], key=str(n), fingerprint=b"", status=n).pk
        for n in range(7)
    ]


def numbers(response) -> list:
    return [item["number"] for item in response.json()["items"]]


def details(response) -> dict:
    assert (response.status_code, response.json()["error"]["code"]) == (422, "VALIDATION_FAILED")
    return response.json()["error"]["details"]


def test_first_page(rows) -> None:
    response = ana.get("/api/v1/keys")
    assert numbers(response) == rows
    assert response.json()["pagination"] == {"limit": 50, "offset": 0, "total": 7, "has_more": False}


def test_pages_do_not_overlap(rows) -> None:
    pages = [ana.get(f"/api/v1/keys?limit=3&offset={offset}") for offset in (0, 3, 6, 9)]
    assert [numbers(page) for page in pages] == [rows[:3], rows[3:6], rows[6:], []]
    assert [page.json()["pagination"]["has_more"] for page in pages] == [True, True, False, False]


def test_list_costs_two_statements(rows) -> None:
    with assert_queries(2):
        ana.get("/api/v1/keys")


@pytest.mark.parametrize("value", ["0", "101", "-1", "x", "1.5", "", "١", "1" * 30])
def test_bad_limit_is_422(db, value) -> None:
    assert details(ana.get("/api/v1/keys", {"limit": value})) == {"limit": ["Must be a whole number from 1 to 100."]}


@pytest.mark.parametrize("value", ["-1", "100001", "9" * 40])
def test_bad_offset_is_422(db, value) -> None:
    assert list(details(ana.get("/api/v1/keys", {"offset": value}))) == ["offset"]


def test_filters(rows) -> None:
    assert numbers(ana.get("/api/v1/keys?route=a")) == rows[::2]
    assert numbers(ana.get("/api/v1/keys?route=a&route=b")) == rows
    assert numbers(ana.get("/api/v1/keys?status=3")) == [rows[3]]


def test_unknown_parameter_and_bad_values_are_422(db) -> None:
    found = details(ana.get("/api/v1/keys?colour=red"))
    assert found == {"colour": ["Unknown parameter."]}
    found = details(ana.get("/api/v1/keys?status=x&route=c&since=yesterday"))
    assert found == {
        "status": ["Enter a number."],
        "route": ["Select a valid choice. c is not one of the available choices."],
        "since": ["Enter a valid date/time."],
    }


def test_instant_is_taken_from_any_zone_that_can_be_written(rows) -> None:
    assert numbers(ana.get("/api/v1/keys?since=2020-01-01T00:00:00-17:10")) == rows
    found = details(ana.get("/api/v1/keys?since=0001-01-01T00:00:00%2B12:00"))
    assert found == {"since": ["Enter a valid date/time."]}


def test_parameter_given_twice_is_422(db) -> None:
    assert details(ana.get("/api/v1/keys?limit=1&limit=2")) == {"limit": ["Give this parameter once."]}


def test_object_and_write_refuse_parameters_too(db) -> None:
    assert details(ana.get("/api/v1/notes/1?x=1")) == {"x": ["Unknown parameter."]}
    assert details(ana.post("/api/v1/notes?x=1", {"text": "x"}, key=True)) == {"x": ["Unknown parameter."]}


def test_nul_and_hostile_values_are_422(db) -> None:
    for value in ("\x00", "1\x00", "💣" * 300, "9" * 400, "1e400", "nan"):
        assert list(details(ana.get("/api/v1/keys", {"status": value}))) == ["status"]


class Asked:
    def __init__(self, **query: str) -> None:
        self.query_params = query


def test_cursor_walks_newest_first(db) -> None:
    company = apps.get_model("accounts", "Company")
    first = [company.objects.create(name=f"C{n}").pk for n in range(5)]
    companies = company.objects.filter(pk__in=first)
    page, shown = CursorPagination().cut(Asked(limit="2"), companies)
    assert [row.pk for row in page] == [first[4], first[3]]
    assert (shown["limit"], shown["has_more"]) == (2, True)
    seen = [row.pk for row in page]
    while shown["next_cursor"]:
        page, shown = CursorPagination().cut(Asked(limit="2", cursor=shown["next_cursor"]), companies)
        seen += [row.pk for row in page]
    assert seen == first[::-1]


def test_list_that_grows_is_read_by_offset_too_with_its_total(db) -> None:
    company = apps.get_model("accounts", "Company")
    keys = [company.objects.create(name=f"C{n}").pk for n in range(5)][::-1]
    companies = company.objects.filter(pk__in=keys)
    for offset, found, more, statements in ((0, keys[:2], True, 2), (2, keys[2:4], True, 2), (4, keys[4:], False, 1)):
        with assert_queries(statements):
            page, shown = CursorPagination().cut(Asked(limit="2", offset=str(offset)), companies)
        assert [row.pk for row in page] == found
        following = shown.pop("next_cursor")
        assert shown == {"limit": 2, "offset": offset, "total": 5, "has_more": more}
        assert bool(following) == more
    page, shown = CursorPagination().cut(Asked(offset="9"), companies)
    assert (page, shown["total"], shown["has_more"]) == ([], 5, False)
    _, first = CursorPagination().cut(Asked(limit="2", offset="1"), companies)
    page, shown = CursorPagination().cut(Asked(limit="2", cursor=first["next_cursor"]), companies)
    assert ([row.pk for row in page], set(shown)) == (keys[3:], {"limit", "next_cursor", "has_more"})


def test_total_is_not_counted_beyond_its_bound(db, monkeypatch) -> None:
    monkeypatch.setattr(pagination, "MOST_COUNTED", 3)
    company = apps.get_model("accounts", "Company")
    keys = [company.objects.create(name=f"C{n}").pk for n in range(4)]
    page, shown = CursorPagination().cut(Asked(limit="2"), company.objects.filter(pk__in=keys))
    assert (len(page), shown["total"], shown["has_more"]) == (2, None, True)
    _, shown = CursorPagination().cut(Asked(limit="2"), company.objects.filter(pk__in=keys[1:]))
    assert shown["total"] == 3
    with pytest.raises(Invalid) as refused:
        CursorPagination().read(Asked(offset="4"))
    assert refused.value.details == {"offset": ["Must be a whole number from 0 to 3."]}


def test_offset_and_cursor_are_two_ways() -> None:
    text = base64.urlsafe_b64encode(new_id().bytes).decode().rstrip("=")
    with pytest.raises(Invalid) as refused:
        CursorPagination().read(Asked(cursor=text, offset="0"))
    assert refused.value.details == {"offset": ["Give an offset or a cursor, not both."]}


@pytest.mark.parametrize(
    "cursor",
    ["", "x", "x" * 22 + "=", "é" * 22, base64.b64encode(b"1").decode(), "0190f1d6-1c5e-4b5e-9f57-1f3f4d2a7c11"],
)
def test_bad_cursor_is_refused(cursor) -> None:
    with pytest.raises(Invalid) as refused:
        CursorPagination().read(Asked(cursor=cursor))
    assert list(refused.value.details) == ["cursor"]


def test_cursor_is_the_id() -> None:
    value = new_id()
    text = base64.urlsafe_b64encode(value.bytes).decode().rstrip("=")
    assert CursorPagination().read(Asked(cursor=text)).after == value
