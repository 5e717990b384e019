from datetime import timedelta

import pytest
from django.contrib import admin
from django.test import Client

from accounts.enums import Role
from accounts.tests.factories import UserFactory
from core.actor import SYSTEM, staff_public_id
from core.clock import now
from events.models import DomainEvent
from workforce.actions import book, set_capacity, set_presence, switch_off, take_place
from workforce.models import BlackoutDay, Booking, CapacitySlot, PresenceSpan, Staff
from workforce.tests.factories import StaffFactory, TeamFactory

pytestmark = pytest.mark.django_db
INLINES = ["working_hours", "hours_overrides", "time_off", "memberships"]
NO_ROWS = {f"{name}-{count}": 0 for name in INLINES for count in ("TOTAL_FORMS", "INITIAL_FORMS")}


@pytest.fixture
def supervisor():
    return UserFactory(roles=[Role.SUPERVISOR])


@pytest.fixture
def office(supervisor):
    client = Client()
    client.force_login(supervisor)
    return client


def fields(**changes):
    places = {"places_ae": 5, "places_ic": 0, "places_agent": 0, "places_mechanic": 0, "places_call": 0}
    return {
        "seniority": "REGULAR",
        "languages": "en",
        "skills": "",
        "accepts_new": "on",
        **places,
        **NO_ROWS,
        **changes,
    }


def places(staff, work):
    return CapacitySlot.objects.filter(staff=staff, work=work, surplus=False).count()


@pytest.mark.parametrize("listing", ["staff", "team", "blackoutday", "booking", "presencespan"])
def test_lists_open(office, listing):
    ana = StaffFactory()
    TeamFactory(members=[ana])
    book(ana.pk, starts_at=now(), ends_at=now() + timedelta(hours=1), purpose="CALL", by=SYSTEM)
    PresenceSpan.objects.create(staff=ana, presence="ONLINE", began_at=now())
    assert office.get(f"/admin/workforce/{listing}/").status_code == 200


def test_capacity_is_changed_by_its_verb(office, supervisor):
    ana = StaffFactory()
    take_place(ana.pk, "AE")
    url = f"/admin/workforce/staff/{ana.pk}/change/"
    assert office.get(url).status_code == 200
    answer = office.post(url, fields(places_ae=2, places_ic=3, skills="RETAIL,CAFE"))
    assert (answer.status_code, answer.headers.get("Location")) == (302, "/admin/workforce/staff/")
    ana.refresh_from_db()
    assert (places(ana, "AE"), places(ana, "IC"), ana.skills, ana.accepts_new) == (2, 3, ["CAFE", "RETAIL"], True)
    told = DomainEvent.objects.filter(name="staff.capacity_changed").order_by("-id")[:2]
    assert {event.actor_id for event in told} == {staff_public_id(supervisor.pk)}


def test_capacity_out_of_range_changes_nothing(office):
    ana = StaffFactory()
    answer = office.post(f"/admin/workforce/staff/{ana.pk}/change/", fields(places_ae=501))
    assert (answer.status_code, places(ana, "AE")) == (200, 5)


def test_switch_for_new_work_is_told(office):
    ana = StaffFactory()
    office.post(f"/admin/workforce/staff/{ana.pk}/change/", fields(accepts_new=""))
    ana.refresh_from_db()
    assert ana.accepts_new is False
    assert DomainEvent.objects.filter(name="staff.accepts_new_changed").count() == 1
    switch_off(ana, by=SYSTEM)
    answer = office.post(f"/admin/workforce/staff/{ana.pk}/change/", fields())
    ana.refresh_from_db()
    assert (answer.status_code, ana.accepts_new) == (200, False)


def test_edit_does_not_undo_what_was_written_meanwhile(office, rf, supervisor):
    ana = StaffFactory()
    page, request = admin.site.get_model_admin(Staff), rf.post("/")
    request.user = supervisor
    read = page.get_object(request, str(ana.pk))
    form = page.get_form(request, read, change=True)(fields(skills="CAFE"), instance=read)
    assert form.is_valid()
    set_presence(ana, "BUSY", by=SYSTEM)
    switch_off(ana, by=SYSTEM)
    left = Staff.objects.values("presence", "retired_at", "accepts_new", "presence_since").get()
    page.save_model(request, form.save(commit=False), form, change=True)
    assert Staff.objects.values(*left).get() == left
    assert Staff.objects.get().skills == ["CAFE"]


def test_member_is_added_with_capacity_and_gets_hours_on_their_page(office):
    person = UserFactory(roles=[Role.IC])
    answer = office.post("/admin/workforce/staff/add/", fields(user=str(person.pk), places_ic=4, country="US"))
    assert answer.status_code == 302
    member = Staff.objects.get()
    assert (member.pk, places(member, "IC"), member.country) == (person.pk, 4, "US")
    page = f"/staff/{member.public_id}/hours/"
    assert page in office.get(f"/admin/workforce/staff/{member.pk}/change/").content.decode()
    assert office.get(page).status_code == 200


def test_hours_are_only_looked_at_there(office):
    ana = StaffFactory(hours=[(0, "09:00", "17:00")])
    row = ana.working_hours.get()
    sent = {
        "working_hours-TOTAL_FORMS": 1,
        "working_hours-INITIAL_FORMS": 1,
        "working_hours-0-id": row.pk,
        "working_hours-0-staff": ana.pk,
        "working_hours-0-weekday": 0,
        "working_hours-0-starts": "10:00",
        "working_hours-0-ends": "17:00",
        "working_hours-0-DELETE": "on",
    }
    assert office.post(f"/admin/workforce/staff/{ana.pk}/change/", fields(**sent)).status_code == 302
    assert ana.working_hours.get().starts == "09:00"


def test_country_is_changed_by_its_verb(office):
    ana = StaffFactory(country="US", subdivision="NY")
    office.post(f"/admin/workforce/staff/{ana.pk}/change/", fields(country="ES", subdivision="CT"))
    assert Staff.objects.values_list("country", "subdivision").get() == ("ES", "CT")
    told = DomainEvent.objects.get(name="staff.country_changed")
    assert (told.payload["country"], told.payload["subdivision"]) == ("ES", "CT")
    answer = office.post(
        f"/admin/workforce/staff/{ana.pk}/change/", fields(country="ES", subdivision="ZZ"), follow=True
    )
    assert "This is no region of that country." in answer.content.decode()
    assert Staff.objects.get().subdivision == "CT"


def test_closures_are_added_and_taken_out_by_their_verbs(office):
    day = {"date": "2027-12-24", "name": "Christmas Eve", "country": ""}
    assert office.post("/admin/workforce/blackoutday/add/", day).status_code == 302
    office.post("/admin/workforce/blackoutday/add/", day | {"name": "Again"})
    closed = BlackoutDay.objects.get()
    assert (str(closed), DomainEvent.objects.filter(name="blackout.added").count()) == ("2027-12-24 Christmas Eve", 1)
    chosen = {"action": "delete_selected", "_selected_action": [str(closed.pk)], "post": "yes"}
    office.post("/admin/workforce/blackoutday/", chosen)
    assert (BlackoutDay.objects.count(), DomainEvent.objects.filter(name="blackout.removed").count()) == (0, 1)
    office.post("/admin/workforce/blackoutday/add/", day)
    office.post(f"/admin/workforce/blackoutday/{BlackoutDay.objects.get().pk}/delete/", {"post": "yes"})
    assert (BlackoutDay.objects.count(), DomainEvent.objects.filter(name="blackout.removed").count()) == (0, 2)


def test_booking_is_cancelled_and_cannot_be_edited(office):
    ana = StaffFactory()
    booking = book(ana.pk, starts_at=now(), ends_at=now() + timedelta(hours=1), purpose="CALL", by=SYSTEM)
    choice = {"action": "cancel", "_selected_action": [str(booking.pk)]}
    assert office.post("/admin/workforce/booking/", choice).status_code == 302
    office.post("/admin/workforce/booking/", choice)
    booking.refresh_from_db()
    assert (booking.state, DomainEvent.objects.filter(name="booking.cancelled").count()) == ("CANCELLED", 1)
    assert office.post(f"/admin/workforce/booking/{booking.pk}/change/", {"state": "CONFIRMED"}).status_code == 403
    assert Booking.objects.get().state == "CANCELLED"


def test_staff_without_that_role_stay_outside():
    ana = StaffFactory()
    set_capacity(ana, "AE", 1, by=SYSTEM)
    client = Client()
    client.force_login(ana.user)
    assert client.post(f"/admin/workforce/staff/{ana.pk}/change/", fields()).status_code == 302
    assert places(ana, "AE") == 1
