import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.actions import deactivate_user
from accounts.models import User
from accounts.reset_link import reset_url
from accounts.tests.factories import PASSWORD, UserFactory
from core.actor import SYSTEM

pytestmark = pytest.mark.django_db
NEW = "another long phrase 7"


@pytest.fixture
def user():
    return UserFactory(name="Sarah Johnson", email="sarah@example.test")


def sign_in(client, user):
    return client.post(reverse("login"), {"email": user.email, "password": PASSWORD})


def link_in_mail():
    return re.search(r"http://[^/]+(/password/reset/\S+)", mail.outbox[-1].body)[1]


def test_reset_goes_by_a_link_that_works_once(client, user, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(reverse("password_reset"), {"email": "Sarah@example.test"})
    assert answer.url == reverse("password_reset_done")
    assert (mail.outbox[0].to, mail.outbox[0].subject) == (["sarah@example.test"], "Choose a new password")
    assert [kind for _, kind in mail.outbox[0].alternatives] == ["text/html"]
    link = link_in_mail()
    assert client.get(link).status_code == 200
    assert client.post(link, {"new_password": NEW, "again": NEW}).status_code == 200
    user.refresh_from_db()
    assert user.check_password(NEW)
    assert client.get(link).status_code == 410


def test_reset_answers_alike_for_unknown_and_inactive(client, user, django_capture_on_commit_callbacks):
    UserFactory(email="gone@example.test", is_active=False)
    answers = []
    for email in ("nobody@example.test", "gone@example.test", user.email):
        with django_capture_on_commit_callbacks(execute=True):
            answers.append(client.post(reverse("password_reset"), {"email": email}))
    assert {(answer.status_code, answer.url) for answer in answers} == {(302, reverse("password_reset_done"))}
    assert [message.to for message in mail.outbox] == [[user.email]]


def test_reset_sends_three_mails_an_hour_at_most(client, user, django_capture_on_commit_callbacks):
    for _ in range(5):
        with django_capture_on_commit_callbacks(execute=True):
            client.post(reverse("password_reset"), {"email": user.email})
    assert len(mail.outbox) == 3


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


def test_mail_speaks_the_language_of_its_reader(user, client, django_capture_on_commit_callbacks):
    User.objects.update(language="es")
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("password_reset"), {"email": user.email})
    assert '<html lang="es">' in mail.outbox[0].alternatives[0][0]
