"""Endpoints that exist only to try the API's conventions on."""

import threading
from typing import Any, ClassVar

import django_filters
from django.db import OperationalError, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from rest_framework import serializers
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission

from core.actor import Actor
from core.api.filters import InstantFilter
from core.api.schema import endpoint
from core.api.serializers import InstantField, PhoneField, PublicIdField, StrictSerializer, ZoneField
from core.api.views import ApiView, ListView, ReadView, WriteView
from core.errors import DomainError, ErrorCode, NotFound
from core.models import IdempotencyKey


class TestCaller:
    def __init__(self, name: str, rate: int | None) -> None:
        self.actor = Actor(kind="staff", id=name, name=name.title(), scopes=frozenset({"notes:write"}))
        self.caller_id, self.rate_per_minute = name, rate


class NameAndRate(BaseAuthentication):
    """`Authorization: Test <name> <requests per minute>`."""

    def authenticate(self, request: Any) -> Any:
        kind, _, rest = request.headers.get("Authorization", "").partition(" ")
        if not kind:
            return None
        if kind != "Test":
            raise AuthenticationFailed("Who is that?")
        name, rate = rest.split()
        return None, TestCaller(name, None if rate == "free" else int(rate))

    def authenticate_header(self, request: Any) -> str:
        return "Test"


class Known(BasePermission):
    def has_permission(self, request: Any, view: Any) -> bool:
        return request.auth is not None


class Open(ApiView):
    authentication_classes: ClassVar = [NameAndRate]
    permission_classes: ClassVar = [Known]


class Contact(StrictSerializer):
    phone = PhoneField()
    zone = ZoneField(required=False)
    at = InstantField(required=False)
    lead = PublicIdField("lead", required=False)


class NoteIn(StrictSerializer):
    text = serializers.CharField(max_length=20)
    contact = Contact(required=False)


class NoteOut(serializers.Serializer):
    number = serializers.IntegerField()


handler400 = "core.web.pages.bad_request"
handler403 = "core.web.pages.permission_denied"
handler404 = "core.web.pages.page_not_found"
handler500 = "core.web.pages.server_error"

#: counts of effects; `hold` lets a test keep one running
effects: list[str] = []
hold: dict[str, threading.Event] = {}


@endpoint("Write a note", "The note exists.", request={"text": "hi"}, response={"number": 1}, operation="write_note")
class WriteNote(Open, WriteView):
    input_class = NoteIn
    output_class = NoteOut
    success_status = 201
    idempotency = "required"
    scopes = ("notes:write",)

    def handle(self, data: dict[str, Any], **kwargs: Any) -> Any:
        # a row stands for the effect, so that a rollback takes it back
        IdempotencyKey.objects.create(caller="effect", route=data["text"], key=str(len(effects)), fingerprint=b"")
        effects.append(data["text"])
        if data["text"] in hold:
            hold[data["text"]].wait(10)
        if data["text"] == "taken":
            raise DomainError(ErrorCode.INVALID_TRANSITION, "It is taken.", {"by": "x"})
        if data["text"] == "gone":
            raise NotFound("note")
        if data["text"] == "crash":
            raise ZeroDivisionError
        return {"number": len(effects)}


class Fail(Open):
    def get(self, request: Any, kind: str) -> HttpResponse:
        if kind == "crash":
            raise ZeroDivisionError
        if kind == "database":
            raise OperationalError("connection refused")
        if kind == "rollback":
            with transaction.atomic():
                IdempotencyKey.objects.create(caller="effect", route="r", key="k", fingerprint=b"")
                raise DomainError(ErrorCode.STALE_VERSION, "Old.", {"version": 3})
        return HttpResponse(status=204)


class KeyFilter(django_filters.FilterSet):
    status = django_filters.NumberFilter()
    route = django_filters.MultipleChoiceFilter(choices=[("a", "A"), ("b", "B")], label="Which route.")
    since = InstantFilter(field_name="created_at", lookup_expr="gte")


@endpoint("List keys", "All keys, oldest first.", response={"items": [], "pagination": {}}, operation="list_keys")
class Keys(Open, ListView):
    filterset_class = KeyFilter
    row_class = NoteOut

    def queryset(self) -> Any:
        return IdempotencyKey.objects.order_by("id")

    def rows(self, page: list[Any]) -> list[dict[str, Any]]:
        return [{"number": row.pk} for row in page]


@endpoint("Read a note", "One note.", response={"number": 1}, operation="read_note")
class ReadNote(Open, ReadView):
    output_class = NoteOut

    def read(self, **kwargs: Any) -> Any:
        return {"number": kwargs["number"]}


def refusing_page(request: HttpRequest, kind: str, reset_token: str = "") -> HttpResponse:
    if kind == "missing":
        raise NotFound("thing")
    if kind == "database":
        raise OperationalError("connection refused")
    raise ZeroDivisionError


urlpatterns = [
    path("api/v1/notes", WriteNote.as_view()),
    path("api/v1/notes/<int:number>", ReadNote.as_view()),
    path("api/v1/keys", Keys.as_view()),
    path("api/v1/fail/<str:kind>", Fail.as_view()),
    path("page/<str:kind>", refusing_page),
    path("link/<str:kind>/<str:reset_token>", refusing_page),
    path("", include("config.urls")),  # by its name: core knows nobody above it
]
