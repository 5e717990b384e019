"""Nothing is said to other systems while a transaction is open."""

import pytest
from django.db import transaction

from core.http import InsideTransaction, client


@pytest.mark.django_db
def test_call_inside_a_transaction_is_refused_before_it_connects(httpserver):
    with (
        transaction.atomic(),
        pytest.raises(InsideTransaction, match="slack must not be called"),
        client("slack") as to,
    ):
        to.get(httpserver.url_for("/"))
    assert httpserver.log == []


@pytest.mark.django_db(transaction=True)
def test_call_of_a_trusted_system_inside_a_transaction_is_refused_too(httpserver):
    with transaction.atomic(), pytest.raises(InsideTransaction), client("mail", trusted=True) as to:
        to.get(httpserver.url_for("/"))
    assert httpserver.log == []


@pytest.mark.django_db
def test_call_after_the_transaction_goes_out(httpserver):
    httpserver.expect_request("/").respond_with_data("heard")
    with transaction.atomic():
        pass
    with client("slack") as to:
        answer = to.get(httpserver.url_for("/"))
    assert (answer.status_code, answer.text) == (200, "heard")
