from datetime import timedelta
from typing import Any

import pytest
from django.contrib.admin import site
from django.contrib.messages.storage.cookie import CookieStorage
from django.http import HttpRequest
from django.test import RequestFactory

from core import clock, paginator
from core.admin import AgeFilter
from core.paginator import EstimatingPaginator
from events.admin import DomainEventAdmin
from events.models import Dispatch, DomainEvent, Timer
from events.tests.things import Thing, subscribed, tell
from events.timers import schedule

pytestmark = pytest.mark.django_db


class Admin:
    """Whoever may do everything, or nothing but look."""

    is_active = is_staff = True

    def __init__(self, *, everything: bool) -> None:
        self.everything = everything

    def has_perm(self, permission: str) -> bool:
        return self.everything or ".view_" in permission


def asked(*, everything: bool = True) -> HttpRequest:
    request = RequestFactory().get("/")
    request.user = Admin(everything=everything)  # type: ignore[assignment]
    request._messages = CookieStorage(request)  # type: ignore[attr-defined]
    return request


def hears(stored: DomainEvent) -> None:
    pass


def test_log_can_be_read_but_not_changed() -> None:
    page, request = site._registry[DomainEvent], asked()
    may = (page.has_add_permission(request), page.has_change_permission(request), page.has_delete_permission(request))
    assert may == (False, False, False)


def test_personal_fields_are_for_those_who_may_change_everything() -> None:
    page: Any = site._registry[DomainEvent]
    assert [page.get_exclude(asked(everything=one)) for one in (True, False)] == [[], ["personal"]]


def test_search_finds_whole_ids_of_subject_event_and_journey() -> None:
    told = [tell(thing="lead_1"), tell(thing="lead_2")]
    page: Any = site._registry[DomainEvent]
    for term in ("lead_1", told[0].public_id, str(told[0].journey_id)):
        found, _ = page.get_search_results(asked(), DomainEvent.objects.all(), f" {term} ")
        assert list(found.filter(subject_id="lead_1")) == [told[0]]
    assert page.get_search_results(asked(), DomainEvent.objects.all(), "lead")[0].count() == 0


def test_parked_work_is_replayed_by_those_who_may() -> None:
    with subscribed(hears):
        tell()
    schedule("thing.wake_up", about=Thing(), due_at=clock.now())
    Dispatch.objects.update(parked_at=clock.now(), attempts=10)
    Timer.objects.update(parked_at=clock.now(), attempts=8)
    for model in (Dispatch, Timer):
        page: Any = site._registry[model]
        assert list(page.get_actions(asked(everything=False))) == []
        page.replay_selected(asked(), model.objects.all())
        assert list(model.objects.values_list("parked_at", "attempts")) == [(None, 0)]


def test_age_filter_goes_by_the_time_inside_the_id() -> None:
    tell()
    page: Any = DomainEventAdmin(DomainEvent, site)
    chosen = AgeFilter(asked(), {"within": ["hour"]}, DomainEvent, page)
    assert chosen.queryset(asked(), DomainEvent.objects.all()).count() == 1
    with clock.moved(timedelta(hours=2)):
        assert chosen.queryset(asked(), DomainEvent.objects.all()).count() == 0


def test_count_stops_where_nobody_turns_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(4):
        tell()
    everything = DomainEvent.objects.order_by("-id")
    assert EstimatingPaginator(everything, 2).count == 4
    monkeypatch.setattr(paginator, "ENOUGH", 3)
    assert EstimatingPaginator(everything.filter(name="test.thing_happened"), 2).count == 3
    assert EstimatingPaginator(everything, 2).count >= 3
