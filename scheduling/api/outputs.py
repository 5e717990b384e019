"""Calls as the API shows them."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from scheduling.enums import CALL_TRANSITIONS, CallStatus
from scheduling.models import CallHold, CallRequest, IcSession, ProposedTime
from scheduling.queries.invitations import Reader, calendar_links_of


def call_as_json(
    call: CallRequest, *, outside: bool, proposals: Iterable[ProposedTime] = (), alone: bool = False
) -> dict[str, Any]:
    """As `CallRequestQuerySet.shown` brings it. `outside`: without what is the team's own; `alone`: not in a list."""
    status = CallStatus(call.status)
    return {
        "id": call.public_id,
        "number": call.number,
        "request_number": call.number,
        "status": status.value,
        "allowed_statuses": [to.value for to in CALL_TRANSITIONS[status]],
        **_who(call),
        **_what(call),
        **_when(call),
        **_how(call),
        **_by_whom(call),
        "proposed_times": [proposal_as_json(one) for one in proposals],
        **_what_came_of_it(call, outside),
        "created_at": call.created_at,
        "updated_at": call.updated_at,
        "version": call.version,
        "links": links_of(call, outside) | ({"calendars": _calendars(call, outside)} if alone else {}),
    }


def _calendars(call: CallRequest, outside: bool) -> dict[str, str] | None:
    """Addresses that fill in a calendar on the web."""
    if call.status != CallStatus.CONFIRMED:
        return None
    return calendar_links_of(call, Reader.CUSTOMER if outside else Reader.MEMBER).as_json()


def _who(call: CallRequest) -> dict[str, Any]:
    return {
        "customer_id": call.customer.public_id if call.customer else None,
        "customer": {"id": call.customer.public_id, "name": call.customer.name} if call.customer else None,
        "company_id": call.company.public_id if call.company else None,
        "company": {"id": call.company.public_id, "name": call.company.name} if call.company else None,
        "contact_name": call.contact_name,
        "contact_email": call.contact_email,
    }


def _what(call: CallRequest) -> dict[str, Any]:
    return {
        "topic": call.topic.code,
        "topic_name": str(call.topic),
        "custom_topic_description": call.custom_topic_description or None,
        "notes": call.notes or None,
    }


def _when(call: CallRequest) -> dict[str, Any]:
    starts_at, ends_at = call.scheduled_date_time, call.ends_at
    waits = call.status == CallStatus.PENDING
    return {
        "scheduling_type": call.scheduling_type,
        "scheduled_date_time": starts_at,
        "scheduled_date_time_local": local(starts_at, call.timezone),
        "end_date_time": ends_at,
        "end_date_time_local": local(ends_at, call.timezone),
        "duration_minutes": int(call.duration.total_seconds() // 60),
        "timezone": call.timezone,
        "preferred_times": call.preferred_times or None,
        "urgency_level": call.urgency_level or None,
        "estimated_response_time": call.work_item.due_at if waits else None,
        "answer_by": call.work_item.due_at,
        "moved_times": call.moved_times,
    }


def _how(call: CallRequest) -> dict[str, Any]:
    return {
        "contact_phone": call.contact_phone,
        "phone_type": call.phone_type,
        "phone_extension": call.phone_extension or None,
        "backup_phone": call.backup_phone or None,
        "preferred_contact_method": call.preferred_contact_method,
        "meeting_url": call.meeting_url or None,
        "place": call.place or None,
        "language_preference": call.language_preference,
        "additional_attendees": list(call.additional_attendees),
    }


def _by_whom(call: CallRequest) -> dict[str, Any]:
    owner, team = call.owner, call.work_item.team
    return {
        "assigned_team_member_id": owner.public_id if owner else None,
        "assigned_team_member": {"id": owner.public_id, "name": owner.name} if owner else None,
        "team": {"id": team.public_id, "name": team.name},
    }


def _what_came_of_it(call: CallRequest, outside: bool) -> dict[str, Any]:
    return {
        "scheduled_at": call.confirmed_at,
        "confirmed_at": call.confirmed_at,
        "answered_at": call.answered_at,
        "started_at": call.started_at,
        "completed_at": call.completed_at,
        "cancelled_at": call.cancelled_at,
        "cancel_reason": call.cancel_reason or None,
        "cancelled_late": call.cancelled_late,
        "outcome": call.outcome or None,
        "outcome_notes": None if outside else call.outcome_notes or None,
        "rating": rating_of(call),
    }


def rating_of(of: CallRequest | IcSession) -> dict[str, Any] | None:
    """How who was called or helped found it; None until they say."""
    if of.surveyed_at is None:
        return None
    return {"score": of.survey_score, "comment": of.survey_comment or None, "at": of.surveyed_at}


def links_of(call: CallRequest, outside: bool) -> dict[str, Any]:
    """`page` is the customer's own for whoever is outside: the team's is closed to them."""
    own = f"/api/v1/call-requests/{call.public_id}"
    return {
        "self": own,
        "history": f"{own}/history",
        "invite": f"{own}/invite.ics" if call.scheduled_date_time else None,
        "page": f"{settings.BASE_URL}/{'my-calls' if outside else 'calls'}/{call.public_id}/",
    }


def proposal_as_json(one: ProposedTime) -> dict[str, Any]:
    booking = one.booking
    return {
        "id": one.public_id,
        "start": booking.starts_at,
        "end": booking.ends_at,
        "expires_at": booking.expires_at,
    }


def hold_as_json(hold: CallHold) -> dict[str, Any]:
    booking = hold.booking
    return {
        "id": hold.public_id,
        "hold_id": hold.public_id,
        "topic": hold.topic.code,
        "start": booking.starts_at,
        "end": booking.ends_at,
        "expires_at": booking.expires_at,
    }


def local(at: datetime | None, zone: str) -> str | None:
    """ISO 8601 with the offset of that place at that instant."""
    return at.astimezone(ZoneInfo(zone) if zone != "UTC" else UTC).isoformat() if at else None
