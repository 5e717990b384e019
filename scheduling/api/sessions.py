"""Set-up sessions: scheduled, seen, moved on; and when a consultant could hold one."""

import time
from datetime import timedelta
from typing import Any, ClassVar

from rest_framework.request import Request

from core import clock
from core.api.docs import Parameter
from core.api.schema import endpoint
from core.api.views import ListView, ReadView, WriteView
from core.errors import ErrorCode, Forbidden, Invalid
from core.versions import versions_asked
from routing.enums import SupportType
from routing.models import Merchant
from routing.queries.merchants import visible_merchants
from scheduling import actions, conf
from scheduling.actions.want_meeting import needs_meeting, want_meeting, wish
from scheduling.api import session_outputs as outputs
from scheduling.api.availability import DATE
from scheduling.api.examples_sessions import COMPLETED, FREE_HOURS, SCHEDULED, SESSION, SESSION_EXAMPLE
from scheduling.api.filters import SessionFilter
from scheduling.api.session_inputs import LONGEST, SHORTEST, HoursAsked, SessionChange, SessionWish, session_facts
from scheduling.enums import MeetingState, SessionAction
from scheduling.models import Meeting
from scheduling.queries.session_policy import agenda_of
from scheduling.queries.sessions import consultant, free_hours, session_for, visible_sessions
from workforce.models import Booking, Staff
from workforce.rules.free_slots import Period

READERS = (conf.SESSION_READ_SCOPE, conf.ADMIN_SCOPE)
WRITERS = (conf.SESSION_SCOPE, conf.ADMIN_SCOPE)
TAGS = ("IC sessions",)
LOOK_EVERY = 0.05  # seconds


@endpoint(
    "Sessions",
    "Your sessions and those you join as second host, the latest first; administrators see everybody's.",
    response={"sessions": [SESSION], "pagination": {"limit": 50, "offset": 0, "total": 1, "has_more": False}},
    codes=(ErrorCode.FORBIDDEN,),
    tags=TAGS,
    operation="sessions_list",
)
class Sessions(ListView):
    scopes = READERS
    filterset_class = SessionFilter

    def queryset(self) -> Any:
        asked = self.criteria()
        if asked["ic_id"] and not self.actor.may(conf.ADMIN_SCOPE):
            raise Forbidden("Only administrators can look at somebody else's sessions. Leave out ic_id.")
        sessions = visible_sessions(self.actor).shown().order_by("-scheduled_for", "-id")
        for name, field, parse in (
            ("ic_id", "ic", Staff.parse_id),
            ("merchant_id", "merchant", Merchant.parse_id),
        ):
            if asked[name]:
                sessions = sessions.filter(**{field: _key(name, parse(asked[name]))})
        if asked["status"]:
            sessions = sessions.filter(status=asked["status"])
        if asked["from"] is not None:
            sessions = sessions.filter(scheduled_for__gte=asked["from"])
        if asked["to"] is not None:
            sessions = sessions.filter(scheduled_for__lt=asked["to"])
        return sessions

    def listing(self) -> dict[str, Any]:
        page, shown = self.pagination_class().cut(self.request, self.queryset())
        return {"sessions": [outputs.session_as_json(session) for session in page], "pagination": shown}


@endpoint(
    "Schedule a session",
    "The consultant (you, if `ic_id` is left out) has the merchant's need and the session in the calendar; both are "
    "invited and reminded. The need is the merchant's open entry of that type; without one it is asked "
    "for now. A provider that does not answer in time leaves `meeting.status` PENDING: the link follows by mail. An "
    "agenda that is left out is the one of the type.",
    request=SESSION_EXAMPLE,
    response=SCHEDULED,
    codes=(
        ErrorCode.IC_UNAVAILABLE,
        ErrorCode.MERCHANT_ALREADY_ASSIGNED,
        ErrorCode.IC_CAPACITY_EXCEEDED,
        ErrorCode.MEMBER_RETIRED,
        ErrorCode.INVALID_TRANSITION,
    ),
    tags=TAGS,
)
class ScheduleSession(WriteView):
    scopes = WRITERS
    idempotency = "required"
    input_class = SessionWish
    success_status = 201
    meeting: Meeting | None = None

    def write(self, request: Request, **kwargs: Any) -> Any:
        """The link is asked for before the session's own transaction, which cannot wait for a provider."""
        self.meeting = self._meeting(request)
        return super().write(request, **kwargs)

    def handle(self, data: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
        merchant = self._merchant(data["merchant_id"])
        to = consultant(data.get("ic_id") or self.actor.user_id)
        if to is None:
            raise Invalid({"ic_id": ["Is not an implementation consultant."]})
        made = actions.schedule_session(
            merchant, to, session_facts(data), meeting=self.meeting, by=self.actor, at=clock.now()
        )
        return outputs.scheduled(made)

    def _merchant(self, key: Any) -> Merchant:
        merchant = visible_merchants(self.actor, to_help=True).filter(pk=key).first()
        if merchant is None:
            raise Invalid({"merchant_id": ["Is not a merchant that is here."]})
        return merchant

    def _meeting(self, request: Request) -> Meeting | None:
        """Waited for a moment; what is refused below, or was answered before, asks for none."""
        wanted, key = SessionWish(data=request.data), self._key()
        if not key or not wanted.is_valid():
            return None
        data, at = wanted.validated_data, clock.now()
        facts = session_facts(data)
        merchant = Merchant.objects.filter(pk=data["merchant_id"]).first()
        to = consultant(data.get("ic_id") or self.actor.user_id)
        if merchant is None or to is None or not needs_meeting(facts["platform"]) or _is_taken(to, facts):
            return None
        kind, minutes = SupportType(facts["session_type"]), data["duration_minutes"]
        agenda = agenda_of(kind) if facts["agenda"] is None else facts["agenda"]
        title = f"{merchant.business_name}: {kind.label}"
        wished = wish(title, agenda, facts["scheduled_for"], minutes, facts["timezone"], to.email)
        return _awaited(want_meeting(f"{self.actor.id}:{key}"[:120], facts["platform"], wished, at=at))


@endpoint(
    "One session",
    "For the consultant who has it, its second host and administrators; others are refused. The `ETag` is the "
    "version to send with a change.",
    response=SESSION,
    codes=(ErrorCode.FORBIDDEN,),
    tags=TAGS,
    method="get",
)
@endpoint(
    "Start, complete, cancel or move a session",
    "`START`: it may begin early; `actual_start_time` is now if left out. `COMPLETE` with its `outcome`: SUCCESS "
    "completes the merchant's step, PARTIAL and FAILED leave it open; what is pending opens a follow-up entry. "
    "`CANCEL` and `NO_SHOW` put the entry back to PENDING. `RESCHEDULE` takes the new time in one step with the old; a "
    "second host comes along, or is let off where they are not free then: `second_host` is null. "
    "With `send_notifications` false nobody is told now.",
    request={
        "action": "COMPLETE",
        "actual_end_time": "2026-10-10T15:15:00Z",
        "outcome": {
            "status": "SUCCESS",
            "items_completed": ["Terminal 1 configured and tested", "Test transaction successful"],
            "items_pending": [],
            "merchant_satisfaction": 5,
            "requires_followup": False,
            "notes": "All hardware configured. Ready for production.",
        },
    },
    response=COMPLETED,
    codes=(ErrorCode.FORBIDDEN, ErrorCode.INVALID_TRANSITION, ErrorCode.IC_UNAVAILABLE),
    tags=TAGS,
    method="put",
)
class OneSession(WriteView, ReadView):
    verb = "put"
    scopes: ClassVar[dict[str, tuple[str, ...]]] = {"get": READERS, "put": WRITERS}
    idempotency = "required"
    input_class = SessionChange
    versioned = True

    def read(self, session_id: str, **kwargs: Any) -> dict[str, Any]:
        session = session_for(session_id, self.actor)
        self.version = session.version
        return outputs.session_as_json(session)

    def handle(self, data: dict[str, Any], session_id: str, **kwargs: Any) -> dict[str, Any]:
        session = session_for(session_id, self.actor)
        previous = outputs.queue_status(session)
        asked = versions_asked(self.request.headers.get("If-Match"))
        who: dict[str, Any] = {"asked": asked, "by": self.actor, "at": clock.now()}
        told = {"reason": data.get("reason", ""), "silent": not data.get("send_notifications", True)}
        key = session.pk
        match SessionAction(data["action"]):
            case SessionAction.COMPLETE:
                done = actions.complete_session(key, data["outcome"], ended_at=data.get("actual_end_time"), **who)
                self.version = done.session.version
                return outputs.completed(done, previous)
            case SessionAction.START:
                session = actions.start_session(key, started_at=data.get("actual_start_time"), **who)
            case SessionAction.RESCHEDULE:
                session = actions.move_session(key, data["new_scheduled_time"], **told, **who)
            case SessionAction.CANCEL:
                session = actions.cancel_session(key, **told, **who)
            case SessionAction.NO_SHOW:
                session = actions.miss_session(key, **told, **who)
        self.version = session.version
        return outputs.changed(session, previous)


@endpoint(
    "When a consultant could hold a session",
    "Every start that can be booked with that consultant (you, if left out), by its date in `timezone`; every asked "
    "date is listed.",
    response=FREE_HOURS,
    tags=TAGS,
    operation="session_availability",
    parameters=(
        Parameter("ic_id", "A consultant's staff id; you, if left out."),
        Parameter("start_date", "First date, in `timezone`.", DATE, required=True),
        Parameter("end_date", f"Last date, at most {conf.LONGEST_RANGE_DAYS} days in all.", DATE, required=True),
        Parameter(
            "duration_minutes",
            "An hour, if left out.",
            {"type": "integer", "minimum": SHORTEST, "maximum": LONGEST},
        ),
        Parameter("timezone", "IANA zone in which dates and local times are meant; UTC, if left out."),
    ),
)
class SessionAvailability(ReadView):
    scopes = READERS
    parameters = ("ic_id", "start_date", "end_date", "duration_minutes", "timezone")

    def read(self, **kwargs: Any) -> dict[str, Any]:
        asked = HoursAsked(data=self.request.query_params.dict())
        if not asked.is_valid():
            raise Invalid(asked.errors)
        wanted = asked.validated_data
        staff = consultant(wanted.get("ic_id") or self.actor.user_id)
        if staff is None:
            raise Invalid({"ic_id": ["Is not an implementation consultant."]})
        period = Period(wanted["start_date"], wanted["end_date"], wanted["timezone"])
        days = free_hours(staff, period, timedelta(minutes=wanted["duration_minutes"]), at=clock.now())
        return {"timezone": wanted["timezone"], "ic_id": staff.public_id, "days": days}


def _key(name: str, key: Any) -> Any:
    if key is None:
        raise Invalid({name: ["Is not an id of that kind."]})
    return key


def _is_taken(to: Staff, facts: dict[str, Any]) -> bool:
    """The transaction decides; this only keeps a provider from making what will be refused."""
    ends_at = facts["scheduled_for"] + facts["duration"]
    return (
        Booking.objects.blocking().filter(staff=to, starts_at__lt=ends_at, ends_at__gt=facts["scheduled_for"]).exists()
    )


def _awaited(meeting: Meeting) -> Meeting:
    until = time.monotonic() + conf.MEETING_PATIENCE.total_seconds()
    while meeting.state == MeetingState.PENDING and time.monotonic() < until:
        time.sleep(LOOK_EVERY)
        meeting.refresh_from_db()
    return meeting
