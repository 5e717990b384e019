"""The bell and the list behind it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.actors import actor_for_request
from accounts.models import User
from accounts.web import signed_in
from core.clock import now
from notifications import queries
from notifications.actions import mark_all_read, mark_read
from notifications.models import Notification


@signed_in
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    return _list(request)


@signed_in
@require_safe
def bell(request: HttpRequest) -> HttpResponse:
    return render(request, "components/bell.html", {"bell": queries.bell_of(person(request))})


@signed_in
@require_POST
def open_one(request: HttpRequest, notification_id: str) -> HttpResponse:
    """To what it is about; having gone there is having read it."""
    return redirect(queries.path_of(_read(request, notification_id)))


@signed_in
@require_POST
def read_one(request: HttpRequest, notification_id: str) -> HttpResponse:
    _read(request, notification_id)
    return _list(request) if is_htmx(request) else redirect("notifications")


@signed_in
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    mark_all_read(person(request).pk, by=actor_for_request(request), at=now())
    return _list(request) if is_htmx(request) else redirect("notifications")


def _read(request: HttpRequest, notification_id: str) -> Notification:
    key = Notification.parse_id(notification_id)
    return mark_read(key, person(request).pk, by=actor_for_request(request), at=now())


def _list(request: HttpRequest) -> HttpResponse:
    unread_only = request.GET.get("show") == "unread"
    before = Notification.parse_id(request.GET.get("before"))
    page = queries.inbox(person(request).pk, unread_only=unread_only, before=before)
    context = {
        "page": page,
        "unread_only": unread_only,
        "here": reverse("notifications") + (f"?{request.GET.urlencode()}" if request.GET else ""),
    }
    template = "notifications/inbox.html"
    return render(request, f"{template}#list" if is_htmx(request) else template, context)


def person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def is_htmx(request: HttpRequest) -> bool:
    """Whether a part of the page asks."""
    return bool(request.htmx)  # type: ignore[attr-defined]
