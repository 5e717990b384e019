import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.locmem import EmailBackend as LocmemBackend
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.actions import deactivate_user, request_password_reset
from accounts.models import ResetRequest, User
from accounts.reset_link import reset_url
from accounts.reset_mails import send_due
from accounts.tasks import send_reset_mails, sweep_reset_mails
from accounts.tests.factories import PASSWORD, UserFactory
from core.actor import SYSTEM, Actor
from core.clock import now
from core.testing import assert_queries, race
from events.models import DomainEvent, JobRun

pytestmark = pytest.mark.django_db
NEW = "another long phrase 7"


@pytest.fixture
def user():
    return UserFactory(name="Sarah Johnson", email="sarah@example.test")


def sign_in(client, user):
    return client.post(reverse("login"), {"email": user.email, "password": PASSWORD})


def ask(client, email):
    return client.post(reverse("password_reset"), {"email": email})


class ServerAway(BaseEmailBackend):
    def send_messages(self, email_messages):
        raise ConnectionRefusedError


class OutsideTransactions(LocmemBackend):
    def send_messages(self, messages):
        assert not connection.in_atomic_block
        return super().send_messages(messages)


def link_in_mail():
    return re.search(r"http://[^/]+(/password/reset/\S+)", mail.outbox[-1].body)[1]


def test_reset_goes_by_a_link_that_works_once(client, user):
    answer = ask(client, "Sarah@example.test")
    assert mail.outbox == []  # not in the request
    assert send_due() == 1
    assert answer.url == reverse("password_reset_done")
    assert (mail.outbox[0].to, mail.outbox[0].subject) == (["sarah@example.test"], "Choose a new password")
    assert [kind for _, kind in mail.outbox[0].alternatives] == ["text/html"]
    link = link_in_mail()
    assert client.get(link).status_code == 200
    assert client.post(link, {"new_password": NEW, "again": NEW}).status_code == 200
    user.refresh_from_db()
    assert user.check_password(NEW)
    assert client.get(link).status_code == 410


def test_reset_answers_alike_for_unknown_and_inactive(client, user):
    UserFactory(email="gone@example.test", is_active=False)
    answers, costs = [], []
    for email in ("nobody@example.test", "gone@example.test", user.email):
        with assert_queries(1) as statements:
            answers.append(ask(client, email))
        costs.append(statements[0].split(" VALUES ")[0])
    assert {(answer.status_code, answer.url) for answer in answers} == {(302, reverse("password_reset_done"))}
    assert costs[0] == costs[1] == costs[2]  # nor does the time tell
    assert (send_due(), [message.to for message in mail.outbox]) == (1, [[user.email]])
    assert ResetRequest.objects.count() == 0


def test_request_says_who_asked(client, user):
    request_password_reset(user.email, by=Actor(kind="staff", id="staff_x", name="Kim", ip="192.0.2.1"))
    assert not DomainEvent.objects.filter(name="user.password_reset_requested").exists()
    send_due()
    told = DomainEvent.objects.get(name="user.password_reset_requested")
    assert (told.actor_id, told.actor_name, told.ip, told.subject_id) == ("staff_x", "Kim", "192.0.2.1", user.public_id)


def test_reset_sends_three_mails_an_hour_at_most(client, user):
    for _ in range(5):
        ask(client, user.email)
    assert (send_due(), len(mail.outbox), ResetRequest.objects.count()) == (3, 3, 0)


def test_mail_that_a_server_did_not_take_goes_out_when_it_is_back(client, user, settings):
    ask(client, user.email)
    ask(client, user.email)
    backend, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, "accounts.tests.test_password_reset.ServerAway"
    assert (send_due(), sorted(ResetRequest.objects.values_list("tries", flat=True))) == (0, [0, 1])
    settings.EMAIL_BACKEND = backend
    assert send_due() == 1  # the first is under its lease
    ResetRequest.objects.update(due_at=now())
    assert (send_due(), len(mail.outbox), ResetRequest.objects.count()) == (1, 2, 0)
    assert DomainEvent.objects.filter(name="user.password_reset_requested").count() == 2


def test_request_that_nobody_waits_for_any_more_is_forgotten(client, user):
    request_password_reset(user.email, by=SYSTEM, at=now() - timedelta(minutes=61))
    assert (send_due(), mail.outbox, ResetRequest.objects.count()) == (0, [], 0)


def test_sender_is_swept_once_a_slot(client, user):
    ask(client, user.email)
    send_reset_mails()
    ask(client, user.email)
    while not JobRun.objects.filter(job="accounts.sweep_reset_mails").exists():
        sweep_reset_mails()
    assert len(mail.outbox) == 2


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_senders_at_once_send_each_mail_once_and_outside_transactions(client, settings):
    settings.EMAIL_BACKEND = "accounts.tests.test_password_reset.OutsideTransactions"
    people = [UserFactory() for _ in range(6)]
    for person in people * 2:
        request_password_reset(person.email, by=SYSTEM)
    assert sum(race(4, lambda _: send_due())) == 12
    assert sorted(message.to[0] for message in mail.outbox) == sorted(person.email for person in people * 2)


def test_link_dies_with_a_login_and_with_deactivation(client, user):
    link = reset_url(user).removeprefix("http://127.0.0.1:8000")
    sign_in(Client(), user)
    assert client.get(link).status_code == 410
    link = reset_url(User.objects.get()).removeprefix("http://127.0.0.1:8000")
    deactivate_user(user, by=SYSTEM)
    assert client.get(link).status_code == 410


@pytest.mark.parametrize("path", ["user_x/abc-def", "user_00000000000000000000000000/c1-x", "x/y"])
def test_forged_link_is_gone(client, path):
    assert client.get(f"/password/reset/{path}/").status_code == 410


def test_mail_speaks_the_language_of_its_reader(user, client):
    User.objects.update(language="es")
    ask(client, user.email)
    send_due()
    assert '<html lang="es">' in mail.outbox[0].alternatives[0][0]
