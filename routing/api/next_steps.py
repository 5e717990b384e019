"""What an AE owes: the actions that contacts and callbacks leave behind."""

from typing import Any, ClassVar

from django_filters import ChoiceFilter
from django_filters.rest_framework import CharFilter, FilterSet
from rest_framework import serializers

from core import clock
from core.api.filters import InstantFilter
from core.api.schema import endpoint
from core.api.serializers import InstantField, StrictSerializer
from core.api.views import ListView, WriteView
from core.errors import ErrorCode, Forbidden, Invalid
from routing.actions.finish_step import cancel_step, complete_step
from routing.actions.move_step import move_step
from routing.api.examples import ACTION
from routing.api.filters import staff_key
from routing.api.inputs import FURTHEST_CALLBACK
from routing.api.work import WRITERS
from routing.enums import NextStepState
from routing.models import Lead, NextStep
from routing.policies import is_routing_admin
from routing.queries.next_steps import Wanted, step_as_json, step_to_change, steps_of

TAGS = ("actions",)


class ActionFilter(FilterSet):
    class Meta:
        model = NextStep
        fields: ClassVar[list[str]] = []

    status = ChoiceFilter(choices=NextStepState.choices, help_text="PENDING if not given.")
    due_before = InstantFilter(help_text="Due or scheduled before that instant.")
    lead_id = CharFilter(help_text="Of that lead only.")
    assigned_to = CharFilter(help_text="A staff id; administrators only.")


@endpoint(
    "My actions",
    "What you have promised your leads: next steps of contacts, and callbacks. The nearest first; done and cancelled "
    "ones are hidden unless asked for. Administrators may name somebody else.",
    response={"items": [ACTION], "pagination": {"limit": 50, "offset": 0, "total": 1, "has_more": False}},
    tags=TAGS,
    operation="actions_list",
)
class Actions(ListView):
    scopes = ("ae:queue:read", "admin:routing")
    filterset_class = ActionFilter

    def listing(self) -> dict[str, Any]:
        page, shown = self.pagination_class().cut(self.request, steps_of(self._wanted()))
        return {"items": [step_as_json(step) for step in page], "pagination": shown}

    def _wanted(self) -> Wanted:
        asked = self.criteria()
        owner, lead = asked["assigned_to"], asked["lead_id"]
        if owner and not is_routing_admin(self.actor):
            raise Forbidden("Only administrators can look at somebody else's actions. Leave out assigned_to.")
        lead_id = Lead.parse_id(lead) if lead else None
        if lead and lead_id is None:
            raise Invalid({"lead_id": ["Is not the id of a lead."]})
        return Wanted(
            staff_id=staff_key(owner) if owner else self.actor.user_id,
            status=asked["status"] or NextStepState.PENDING,
            due_before=asked["due_before"],
            lead_id=lead_id,
        )


class ActionChange(StrictSerializer):
    status = serializers.ChoiceField([NextStepState.DONE.value, NextStepState.CANCELLED.value], required=False)
    reason = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")
    due_date = InstantField(required=False)
    scheduled_for = InstantField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        given = [name for name in ("status", "due_date", "scheduled_for") if name in attrs]
        if len(given) != 1:
            raise serializers.ValidationError({"status": ["Give one of status, due_date and scheduled_for."]})
        if given[0] != "status" and attrs[given[0]] > clock.now() + FURTHEST_CALLBACK:
            raise serializers.ValidationError({given[0]: ["Must be within a year from now."]})
        return attrs


@endpoint(
    "Complete, cancel or move an action",
    "`status` DONE or CANCELLED ends it, with its reminders and its calendar entry; `due_date` (or `scheduled_for` for "
    "what stands in the calendar) moves it, reminders and calendar entry with it. A callback can clash.",
    request={"status": "DONE"},
    response={**ACTION, "status": "DONE", "settled_at": "2026-10-10T11:40:00Z"},
    codes=(ErrorCode.INVALID_TRANSITION, ErrorCode.SLOT_UNAVAILABLE, ErrorCode.MEMBER_RETIRED),
    tags=TAGS,
    operation="actions_change",
)
class ChangeAction(WriteView):
    verb = "patch"
    scopes = WRITERS
    input_class = ActionChange

    def handle(self, data: dict[str, Any], action_id: str, **kwargs: Any) -> dict[str, Any]:
        by, at = self.actor, clock.now()
        step, item = step_to_change(action_id, by=by)
        if data.get("status") == NextStepState.DONE:
            complete_step(step, item, by=by, at=at)
        elif data.get("status"):
            cancel_step(step, item, reason=data["reason"], by=by, at=at)
        else:
            name = "scheduled_for" if step.booking_id else "due_date"
            if name not in data:
                raise Invalid({name: [f"This action is moved by {name}."]})
            move_step(step, item, due_at=data[name], by=by, at=at)
        return step_as_json(step)
