"""A query that was built once answers for every value."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.models import F, Q, QuerySet
from django.db.transaction import TransactionManagementError

from accounts.models import User
from accounts.tests.factories import UserFactory
from core import clock
from core.models import IdempotencyKey
from core.prepared import AnyOf, prepared
from core.testing import assert_queries

pytestmark = [pytest.mark.django_db]

BUILT = []


@prepared
def keys_since(at, *, caller: str, newest_first: bool = False) -> QuerySet:
    BUILT.append(caller)
    rows = IdempotencyKey.objects.filter(Q(caller=caller, created_at__gte=at)).values_list("key")
    return rows.order_by("-key" if newest_first else "key")


def stored(caller: str, *keys: str) -> None:
    IdempotencyKey.objects.bulk_create(
        IdempotencyKey(caller=caller, route="r", key=key, fingerprint=b"") for key in keys
    )


def test_values_change_and_the_text_stays() -> None:
    stored("ana", "a", "b")
    at = clock.now()
    keys_since.rows(at, caller="ana")
    BUILT.clear()
    with assert_queries(2):
        assert keys_since.rows(at - timedelta(hours=1), caller="ana") == [("a",), ("b",)]
        assert keys_since.rows(at + timedelta(hours=1), caller="ana") == []
    assert BUILT == []


def test_statement_is_planned_once_for_a_connection() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")
        connection.connection._prepared.clear()
        for hours in range(3):
            keys_since.rows(clock.now() - timedelta(hours=hours), caller="100%s")
        cursor.execute("SELECT statement FROM pg_prepared_statements WHERE statement LIKE '%core_idempotencykey%'")
        ((statement,),) = cursor.fetchall()
    assert "= '100%s'" in statement
    assert "$1" in statement


def test_another_shape_is_another_text() -> None:
    stored("ana", "a", "b")
    stored("ben", "c")
    at = clock.now() - timedelta(hours=1)
    assert keys_since.rows(at, caller="ben") == [("c",)]
    assert keys_since.rows(at, caller="ana", newest_first=True) == [("b",), ("a",)]


def test_text_is_no_value() -> None:
    with pytest.raises(TypeError, match="str belongs to the shape"):
        prepared(lambda key: IdempotencyKey.objects.filter(key=key).values_list("key")).rows("a")


def test_a_value_that_is_missing_is_a_shape_of_its_own() -> None:
    @prepared
    def keys(at, *, ever: bool) -> QuerySet:
        return IdempotencyKey.objects.filter(Q() if ever else Q(created_at__gte=at)).values_list("key")

    stored("ana", "a")
    assert keys.rows(None, ever=True) == [("a",)]
    assert keys.rows(clock.now() + timedelta(hours=1), ever=False) == []


def test_lists_of_any_length_and_dates_are_values() -> None:
    @prepared
    def people(ids, day) -> QuerySet:
        BUILT.append("people")
        return User.objects.filter(AnyOf("id", ids), created_at__date__lte=day).order_by("email").values_list("email")

    ana, ben = (UserFactory(email=f"{name}@demo.test").pk for name in ("ana", "ben"))
    today = clock.now().date()
    BUILT.clear()
    assert people.rows([ben, ana], today) == [("ana@demo.test",), ("ben@demo.test",)]
    assert people.rows([ben], today) == [("ben@demo.test",)]
    assert people.rows([], today) == []
    assert people.rows([ana, ben], today - timedelta(days=2)) == []
    assert BUILT == ["people"]


@prepared
def with_status(at, *, caller: str, lock: bool) -> QuerySet:
    rows = IdempotencyKey.objects.filter(caller=caller, created_at__lte=at).annotate(again=F("key"))
    return (rows.select_for_update() if lock else rows).order_by("key")


def test_objects_are_what_the_queryset_gives() -> None:
    stored("ana", "a", "b")
    at = clock.now() + timedelta(hours=1)
    expected = list(with_status.build(at, caller="ana", lock=False))
    with assert_queries(1):
        found = with_status.objects(at, caller="ana", lock=False)
    for one, other in zip(found, expected, strict=True):
        assert one.again == other.again
        assert not one._state.adding
        for field in IdempotencyKey._meta.concrete_fields:
            assert getattr(one, field.attname) == getattr(other, field.attname)


def test_rows_are_no_objects() -> None:
    with pytest.raises(TypeError, match="rows, not objects"):
        keys_since.objects(clock.now(), caller="ana")


@pytest.mark.django_db(transaction=True)
def test_locks_only_inside_a_transaction() -> None:
    stored("ana", "a")
    at = clock.now() + timedelta(hours=1)
    with transaction.atomic():
        assert [one.key for one in with_status.objects(at, caller="ana", lock=True)] == ["a"]
    with pytest.raises(TransactionManagementError, match="outside of a transaction"):
        with_status.objects(at, caller="ana", lock=True)
