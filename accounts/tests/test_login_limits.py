from datetime import timedelta

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher

from accounts import conf
from accounts.actions import create_user, reset_password, verify_password
from accounts.actions.verify_password import TooManyFailures
from accounts.actors import nobody
from accounts.models import LoginFailure, LoginSession, User
from accounts.tests.api import code_of, log_in, post
from accounts.tests.factories import PASSWORD, UserFactory
from core.actor import SYSTEM
from core.clock import moved, now
from core.errors import DomainError
from core.testing.races import race
from core.trace import Trace, bound


def from_address(ip):
    return bound(Trace(ip=ip))


def fail(email, times, *, ip="198.51.100.7"):
    for _ in range(times):
        with from_address(ip), pytest.raises(DomainError):
            verify_password(email, "wrong", by=nobody())


@pytest.mark.django_db
def test_only_failures_are_counted():
    user = UserFactory()
    for _ in range(8):
        assert log_in(user.email).status_code == 200
    assert LoginFailure.objects.count() == 0


@pytest.mark.django_db
def test_after_five_failures_the_right_password_is_refused_with_the_time_to_come_back():
    user = UserFactory()
    at = now()
    fail(user.email, 5)
    answer = log_in(user.email)
    error = answer.json()["error"]
    assert (answer.status_code, code_of(answer)) == (429, "RATE_LIMITED")
    assert 895 <= int(answer["Retry-After"]) <= 900
    assert error["message"].startswith("Too many failed sign-ins. Try again in 15 minutes, at ")
    assert sorted(error["details"]) == ["retry_after", "retry_at"]
    assert error["details"]["retry_at"] >= (at + conf.FAILURE_WINDOW).isoformat()[:19]
    assert LoginSession.objects.count() == 0
    assert LoginFailure.objects.count() == 5  # what is refused unheard is not counted again


@pytest.mark.django_db
def test_four_failures_do_not_lock():
    user = UserFactory()
    fail(user.email, 4)
    assert log_in(user.email).status_code == 200


@pytest.mark.django_db
def test_lock_ends_when_the_first_of_five_is_fifteen_minutes_old():
    user = UserFactory()
    fail(user.email, 1)
    with moved(timedelta(minutes=10)):
        fail(user.email, 4)
        assert log_in(user.email).status_code == 429
    with moved(timedelta(minutes=14, seconds=50)):
        assert log_in(user.email).status_code == 429
    with moved(timedelta(minutes=15, seconds=1)):
        assert log_in(user.email).status_code == 200


@pytest.mark.django_db
def test_unknown_account_is_locked_like_a_known_one():
    fail("nobody@example.test", 5)
    assert log_in("nobody@example.test").status_code == 429


@pytest.mark.django_db
def test_other_accounts_and_spellings_of_the_email():
    user, other = UserFactory(email="sarah@example.test"), UserFactory()
    fail("  SARAH@example.test", 5)
    assert log_in(user.email).status_code == 429
    assert log_in(other.email).status_code == 200


@pytest.mark.django_db
def test_twenty_failures_of_one_address_lock_that_address_only():
    user = UserFactory()
    for number in range(20):
        fail(f"guess{number}@example.test", 1)
    with from_address("198.51.100.7"), pytest.raises(TooManyFailures):
        verify_password(user.email, PASSWORD, by=nobody())
    with from_address("198.51.100.8"):
        assert verify_password(user.email, PASSWORD, by=nobody()) == user


@pytest.mark.django_db
def test_one_ipv6_network_counts_as_one_address():
    for number in range(20):
        fail(f"guess{number}@example.test", 1, ip=f"2001:db8:1:2::{number:x}")
    with from_address("2001:db8:1:2:ffff::1"), pytest.raises(TooManyFailures):
        verify_password(UserFactory().email, PASSWORD, by=nobody())


@pytest.mark.django_db
def test_forged_forwarded_header_gains_nothing():
    statuses = [
        post(
            "/api/v1/auth/login",
            {"email": f"guess{number}@example.test", "password": "x"},
            **{"X-Forwarded-For": f"203.0.113.{number}"},
        ).status_code
        for number in range(22)
    ]
    assert statuses == [401] * 20 + [429] * 2


@pytest.mark.django_db
def test_idempotency_key_does_not_take_the_count_back():
    user = UserFactory()
    key = {"X-Idempotency-Key": "7d4a2c1e-9f3b-4e6a-8d21-0b5c7e9f1a34"}
    for _ in range(5):
        assert post("/api/v1/auth/login", {"email": user.email, "password": "x"}, **key).status_code == 401
    assert LoginFailure.objects.count() == 5
    assert log_in(user.email).status_code == 429


@pytest.mark.django_db
def test_new_password_by_mail_link_ends_the_lock():
    user = UserFactory()
    fail(user.email, 5)
    reset_password(user, "another long phrase 7", by=SYSTEM)
    assert log_in(user.email, "another long phrase 7").status_code == 200


@pytest.mark.django_db(transaction=True)
@pytest.mark.race
def test_simultaneous_guesses_are_counted_exactly():
    """Of 16 at once 5 are heard; the right one among the others learns nothing."""
    user = UserFactory()
    results = race(16, lambda number: verify_password(user.email, f"wrong {number}", by=nobody()))
    codes = sorted(str(result.code) for result in results)
    assert codes == ["RATE_LIMITED"] * 11 + ["UNAUTHENTICATED"] * 5
    assert LoginFailure.objects.count() == 5


class CountedHasher(MD5PasswordHasher):
    """Counts the hashes that are computed: with the real hash each takes some 20 ms, and nothing else takes long."""

    algorithm = "counted"
    computed = 0

    def encode(self, password, salt):
        CountedHasher.computed += 1
        return super().encode(password, salt)


@pytest.mark.django_db
def test_unknown_email_takes_as_long_as_a_wrong_password(settings):
    """Whoever tries learns nothing from the time: one hash is computed, whether or not somebody is there."""
    settings.PASSWORD_HASHERS = [f"{__name__}.CountedHasher"]
    known = create_user("known@example.test", "Known", [], PASSWORD, by=SYSTEM)
    unset = create_user("unset@example.test", "Unset", [], None, by=SYSTEM)
    inactive = create_user("gone@example.test", "Gone", [], PASSWORD, by=SYSTEM)
    User.objects.filter(pk=inactive.pk).update(is_active=False)
    computed = {}
    for email in (known.email, unset.email, inactive.email, "nobody@example.test"):
        before = CountedHasher.computed
        fail(email, 1, ip=None)
        computed[email] = CountedHasher.computed - before
    assert computed == dict.fromkeys(computed, 1)
