"""The bell, its list, the previews and the outbox."""

import pytest
from django.core.mail import send_mail
from django.template import engines
from django.urls import reverse

from accounts.enums import Role
from accounts.tests.factories import UserFactory
from core.actor import SYSTEM
from core.clock import now
from core.ids import new_id
from core.testing import assert_queries
from notifications.about import Reference
from notifications.actions import mark_read
from notifications.messages import MESSAGES
from notifications.models import Notification, OutboxMessage
from notifications.queries import inbox as queried
from notifications.queries import unread_count
from notifications.queries.inbox import PAGE
from notifications.rules.segments import size_of
from notifications.samples import rendered_sample
from notifications.sending import send_due
from notifications.tests.factories import new_lead, told
from workforce.tests.factories import StaffFactory

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def staff():
    return StaffFactory(user__name="Sarah Johnson")


@pytest.fixture
def me(client, staff):
    client.force_login(staff.user)
    return client


def text_of(answer):
    return answer.content.decode()


def matter():
    """Something of its own to be told about."""
    return Reference("lead", new_id())


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("notifications", ()),
        ("notifications_bell", ()),
        ("notification_previews", ()),
        ("notification_preview_html", ("SLA_BREACH", "fr")),
    ],
)
def test_page_of_a_stranger_asks_to_sign_in(client, name, args):
    address = reverse(name, args=args)
    answer = client.get(address)
    assert (answer.status_code, answer["Location"]) == (302, f"/login/?next={address}")


def test_inbox_lists_what_stands_newest_first(me, staff):
    told(staff, context=new_lead(business_name="First"), about=matter())
    told(staff, context=new_lead(business_name="Second"), about=matter())
    told(StaffFactory(), context=new_lead(business_name="Somebody else's"))
    shown = text_of(me.get("/notifications/"))
    assert shown.index("Second") < shown.index("First")
    assert "Somebody else" not in shown
    assert f'data-live="staff.{staff.public_id}"' in shown


def test_inbox_shows_one_matter_as_one_line(me, staff):
    about = matter()
    first, *_ = (told(staff, about=about, context=new_lead(business_name=name))[0] for name in ("First", "Second"))
    last = told(staff, about=about, context=new_lead(business_name="Third"))[0]
    (line,) = queried(staff.pk).lines
    assert (line.public_id, line.business, line.count, line.is_read) == (last.public_id, "Third", 3, False)
    assert "3 messages" in text_of(me.get("/notifications/"))
    assert unread_count(staff.pk) == 1
    mark_read(first.pk, staff.pk, by=SYSTEM, at=now())
    assert [line.is_read for line in queried(staff.pk, unread_only=True).lines] == [False]
    mark_read(last.pk, staff.pk, by=SYSTEM, at=now())
    assert unread_count(staff.pk) == 0
    assert [line.is_read for line in queried(staff.pk).lines] == [True]
    assert queried(staff.pk, unread_only=True).lines == []


def test_inbox_of_nothing_teaches(me):
    assert "No messages yet" in text_of(me.get("/notifications/"))
    assert "Nothing unread" in text_of(me.get("/notifications/?show=unread"))


@pytest.mark.parametrize("rows", [1, 3])
def test_inbox_takes_one_query_whatever_it_lists(staff, rows):
    for _ in range(rows):
        told(staff, about=matter())
    with assert_queries(1):
        assert len(queried(staff.pk).lines) == rows


def test_inbox_goes_on_page_by_page(me, staff):
    for _ in range(PAGE + 1):
        told(staff, about=matter())
    first = queried(staff.pk)
    rest = queried(staff.pk, before=Notification.parse_id(first.older))
    assert (len(first.lines), len(rest.lines), rest.older) == (PAGE, 1, None)
    assert f"before={first.older}" in text_of(me.get("/notifications/"))


def test_inbox_part_is_the_list_alone(me, staff):
    told(staff)
    part = text_of(me.get("/notifications/", headers=HTMX))
    assert part.strip().startswith('<section id="messages"')
    assert "<html" not in part


def test_read_one_answers_the_list_without_it_being_unread(me, staff):
    (made,) = told(staff)
    address = reverse("notification_read", args=[made.public_id])
    part = text_of(me.post(address, headers=HTMX))
    assert "is-unread" not in part
    assert 'hx-get="/notifications/"' in part
    assert Notification.objects.get().is_read
    assert me.post(address)["Location"] == "/notifications/"


def test_read_one_of_somebody_else_is_not_found(me):
    (made,) = told(StaffFactory())
    for verb in ("read", "open"):
        assert me.post(f"/notifications/{made.public_id}/{verb}/").status_code == 404
        assert me.post(f"/notifications/nonsense/{verb}/").status_code == 404
        assert me.get(f"/notifications/{made.public_id}/{verb}/").status_code == 405
    assert not Notification.objects.get().is_read


def test_open_one_leads_to_what_it_is_about_and_reads_it(me, staff):
    (made,) = told(staff)
    answer = me.post(reverse("notification_open", args=[made.public_id]))
    assert answer["Location"] == "/leads/lead_01jd5n4q3m7v8w9x0y1z2a3b4c/"
    assert Notification.objects.get().is_read


def test_read_all_empties_the_bell(me, staff):
    told(staff, about=matter())
    told(staff, about=matter())
    assert "2 unread messages" in text_of(me.get("/notifications/bell/"))
    assert me.post("/notifications/read/")["Location"] == "/notifications/"
    assert "none unread" in text_of(me.get("/notifications/bell/"))


@pytest.mark.parametrize("language", ["en", "es", "fr"])
@pytest.mark.parametrize("kind", MESSAGES)
def test_previews_show_every_message_to_supervisors(client, kind, language):
    client.force_login(UserFactory(roles=[Role.SUPERVISOR]))
    page = client.get(reverse("notification_preview", args=[kind, language]))
    assert "frame-src 'self'" in page["Content-Security-Policy"]
    assert f"{size_of(rendered_sample(kind, language).sms).units} characters in" in text_of(page)
    frame = client.get(reverse("notification_preview_html", args=[kind, language]))
    assert f'<html lang="{language}"' in text_of(frame)
    assert "sandbox" in frame["Content-Security-Policy"]
    assert frame["X-Frame-Options"] == "SAMEORIGIN"


def test_previews_of_what_does_not_exist(client, me):
    assert me.get(reverse("notification_previews")).status_code == 403
    client.force_login(UserFactory(roles=[Role.ADMIN]))
    for args in (["PIGEON", "en"], ["SLA_BREACH", "de"]):
        assert client.get(reverse("notification_preview", args=args)).status_code == 404


@pytest.mark.parametrize("signed_in", [True, False])
def test_outbox_shows_every_mail(client, staff, signed_in):
    told(staff, context=new_lead(business_name="John's Fine Dining LLC"))
    send_due("EMAIL")
    if signed_in:
        client.force_login(staff.user)
    kept = OutboxMessage.objects.get()
    listed = text_of(client.get("/dev/outbox"))
    assert staff.email in listed
    assert "John&#x27;s Fine Dining LLC" in listed
    page = client.get(reverse("outbox_message", args=[kept.public_id]))
    assert reverse("outbox_html", args=[kept.public_id]) in text_of(page)
    assert "frame-src 'self'" in page["Content-Security-Policy"]
    frame = client.get(reverse("outbox_html", args=[kept.public_id]))
    assert text_of(frame) == kept.html
    assert frame["Content-Security-Policy"].endswith("sandbox allow-popups")
    raw = client.get(reverse("outbox_raw", args=[kept.public_id]))
    assert raw["Content-Type"] == "text/plain; charset=utf-8"
    assert raw.content.startswith(b"Content-Type: multipart/alternative")


def test_outbox_filters_by_recipient_and_answers_its_part(client):
    send_mail("For Ana", "text", None, ["ana@example.test"])
    send_mail("For Ben", "text", None, ["ben@example.test"])
    part = text_of(client.get("/dev/outbox?to=ANA", headers=HTMX))
    assert "For Ana" in part
    assert "For Ben" not in part
    assert "<html" not in part


@pytest.mark.parametrize("rows", [1, 3])
def test_outbox_takes_as_many_queries_for_one_as_for_three(client, rows):
    for _ in range(rows):
        send_mail("Hello", "text", None, ["ana@example.test"])
    with assert_queries(2):
        client.get("/dev/outbox")


def test_outbox_outside_a_demo_does_not_exist(client, settings):
    settings.DEMO = False
    send_mail("Hello", "text", None, ["ana@example.test"])
    kept = OutboxMessage.objects.get().public_id
    for address in ("/dev/outbox", *(f"/dev/outbox/{kept}/{part}" for part in ("", "html", "raw"))):
        assert client.get(address).status_code == 404, address


def test_outbox_of_an_unknown_message(client):
    assert client.get("/dev/outbox/out_nonsense/").status_code == 404


def test_templates_of_this_app_compile():
    for name in ("inbox", "outbox", "outbox_message", "preferences", "previews"):
        assert engines["django"].get_template(f"notifications/{name}.html")
