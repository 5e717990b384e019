"""/blackout-days: days on which the company is closed."""

from typing import Any

from django.db.models import QuerySet
from django_filters import rest_framework as filters

from accounts.scopes import Scope
from core import clock
from core.api.schema import endpoint
from core.api.views import ListView, WriteView
from core.errors import NotFound
from workforce.actions import add_blackout_day, remove_blackout_day
from workforce.api import examples, inputs
from workforce.models import BlackoutDay

TAGS = ("working time",)


class BlackoutFilter(filters.FilterSet):
    since = filters.DateFilter(field_name="date", lookup_expr="gte", help_text="From this date on.")
    until = filters.DateFilter(field_name="date", lookup_expr="lte", help_text="Up to and with this date.")
    country = filters.CharFilter(max_length=2, help_text="Only those of this country alone.")


@endpoint(
    "Closed days",
    "The days on which the company is closed, by date; `country` is empty where it holds everywhere. Public holidays "
    "are not among them: each member has those of their country.",
    response={
        "items": [examples.BLACKOUT_DAY],
        "pagination": {"limit": 50, "offset": 0, "total": 1, "has_more": False},
    },
    tags=TAGS,
    operation="blackout_days_list",
    method="get",
)
@endpoint(
    "Close a day",
    "Nobody it concerns is offered on that local day. What is booked already stands.",
    request={"date": "2026-12-24", "name": "Christmas Eve", "country": ""},
    response=examples.BLACKOUT_DAY,
    tags=TAGS,
    operation="blackout_days_add",
    method="post",
)
class BlackoutDays(WriteView, ListView):
    scopes = (Scope.ADMIN_WORKFORCE,)
    input_class = inputs.NewBlackoutDay
    filterset_class = BlackoutFilter
    success_status = 201

    def queryset(self) -> QuerySet[BlackoutDay]:
        return BlackoutDay.objects.order_by("date", "country")

    def rows(self, page: list[BlackoutDay]) -> list[dict[str, Any]]:
        return [_closure(row) for row in page]

    def handle(self, data: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
        return _closure(add_blackout_day(data["date"], data["name"], data["country"], by=self.actor, at=clock.now()))


@endpoint(
    "Open a day",
    "The day is like any other again.",
    response=None,
    tags=TAGS,
    operation="blackout_days_remove",
)
class OneBlackoutDay(WriteView):
    verb = "delete"
    scopes = (Scope.ADMIN_WORKFORCE,)
    success_status = 204

    def handle(self, data: dict[str, Any], blackout_id: str, **kwargs: Any) -> None:
        key = BlackoutDay.parse_id(blackout_id)
        row = BlackoutDay.objects.filter(pk=key).first() if key else None
        if row is None:
            raise NotFound("blackout day")
        remove_blackout_day(row, by=self.actor, at=clock.now())


def _closure(row: BlackoutDay) -> dict[str, Any]:
    return {"blackout_id": row.public_id, "date": row.date, "name": row.name, "country": row.country}
