"""Sessions as the API shows them."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings

from core.ids import public_id
from notifications.models import Notification
from notifications.queries.deliveries import deliveries_json
from routing.enums import State
from routing.queries.ic_queue import status_of
from scheduling.actions.hold_session import Completed
from scheduling.actions.schedule_session import Scheduled
from scheduling.api.outputs import local, rating_of
from scheduling.enums import MeetingState, SessionOutcome, SessionStatus
from scheduling.models import IcSession
from scheduling.queries.session_invitations import file_token
from workforce.models import Staff


def scheduled(made: Scheduled) -> dict[str, Any]:
    """After a session was scheduled: everything that follows from it."""
    session = made.session
    return {
        **session_as_json(session),
        "calendar_events": calendar_events(session, made.told),
        "notifications_sent": deliveries_json(made.told),
        "queue_updated": {"previous_status": made.previous, "new_status": queue_status(session)},
        "reminders_scheduled": made.reminders,
    }


def session_as_json(session: IcSession) -> dict[str, Any]:
    merchant = session.merchant
    return {
        "session_id": session.public_id,
        "queue_entry_id": session.entry.public_id,
        "merchant_id": merchant.public_id,
        "status": session.status,
        "merchant_info": {
            "email": merchant.email,
            "business_name": merchant.business_name,
            "contact": {"name": merchant.contact_name, "phone": merchant.contact_phone or None},
        },
        "ic": _host(session.ic),
        "second_host": _host(session.second_host) if session.second_host else None,
        "session_details": {
            "session_type": session.session_type,
            "scheduled_for": session.scheduled_for,
            "scheduled_for_local": local(session.scheduled_for, session.timezone),
            "duration_minutes": session.minutes,
            "timezone": session.timezone,
            "agenda": session.agenda,
            "notes": session.notes or None,
        },
        "meeting": meeting_as_json(session),
        "session_summary": summary_of(session),
        "outcome": outcome_of(session),
        "merchant_confirmed": session.is_confirmed,
        "rating": rating_of(session),
        "created_at": session.created_at,
        "updated_at": session.updated_at,
        "version": session.version,
    }


def _host(host: Staff) -> dict[str, str]:
    return {"id": host.public_id, "name": host.name, "email": host.email}


def host_added(session: IcSession) -> dict[str, Any]:
    """With the file of everybody who takes part, so that the second host can keep it."""
    return {**session_as_json(session), "calendar_events": calendar_events(session, ())}


def meeting_as_json(session: IcSession) -> dict[str, Any]:
    """`status` READY, PENDING (the link follows), FAILED, or NONE for a phone call."""
    meeting = session.meeting
    ready = meeting is not None and meeting.state == MeetingState.READY
    return {
        "platform": session.platform,
        "status": session.meeting_state,
        "meeting_url": session.join_url or None,
        "meeting_id": (meeting.join_id or meeting.meeting_id) if meeting and ready else None,
        "meeting_password": (meeting.password or None) if meeting and ready else None,
        "dial_in_numbers": list(meeting.dial_in) if meeting and ready else [],
    }


def calendar_events(session: IcSession, told: Sequence[Notification]) -> list[dict[str, Any]]:
    """One for the merchant, one for each who holds it; `sent_at` of the mail that carries it, null until it is sent."""
    sent = {one.recipient_id: one for one in told}
    bookings = (session.booking, session.second_booking)
    return [
        _calendar_event(session, session.public_id, sent.get(None), None),
        *(
            _calendar_event(session, booking.public_id, sent.get(host.pk), host)
            for host, booking in zip(session.hosts, bookings, strict=False)
            if booking is not None
        ),
    ]


def _calendar_event(session: IcSession, event_id: str, told: Notification | None, host: Staff | None) -> dict[str, Any]:
    mails = [one for one in told.deliveries_ if one.channel == "EMAIL"] if told else []
    return {
        "recipient": host.email if host else session.merchant.mail_to,
        "calendar_event_id": event_id,
        "ics_file_url": f"{settings.BASE_URL}/session-files/{file_token(session, host)}.ics",
        "sent_at": mails[0].sent_at if mails else None,
    }


def queue_status(session: IcSession) -> str:
    item = session.entry.work_item
    return status_of(item.state, has_hour=item.scheduled_at is not None).value


def summary_of(session: IcSession) -> dict[str, Any]:
    """Whole minutes of the actual time; None until it is over."""
    began, ended = session.actual_start_at, session.actual_end_at
    return {
        "scheduled_for": session.scheduled_for,
        "actual_start_time": began,
        "actual_end_time": ended,
        "actual_duration_minutes": int((ended - began).total_seconds() // 60) if began and ended else None,
        "scheduled_duration_minutes": session.minutes,
    }


def outcome_of(session: IcSession) -> dict[str, Any] | None:
    if not session.outcome:
        return None
    done, left = len(session.items_completed), len(session.items_pending)
    unlisted = 100 if session.outcome == SessionOutcome.SUCCESS else 0
    return {
        "status": session.outcome,
        "completion_rate": round(100 * done / (done + left)) if done + left else unlisted,
        "items_completed": session.items_completed,
        "items_pending": session.items_pending,
        "merchant_satisfaction": session.satisfaction,
        "requires_followup": session.requires_followup,
        "notes": session.outcome_notes or None,
    }


def changed(session: IcSession, previous: str) -> dict[str, Any]:
    """After START, CANCEL, RESCHEDULE and NO_SHOW."""
    return {
        **session_as_json(session),
        "queue_updated": {
            "previous_status": previous,
            "new_status": queue_status(session),
            "removed_from_queue": False,
        },
        "progress_updated": None,
        "followup_actions": [],
    }


def completed(done: Completed, previous: str) -> dict[str, Any]:
    session, moved = done.session, done.progress
    assert session.entry.work_item.state == State.CLOSED
    progress = None
    if moved is not None:
        progress = {
            "step_number": moved.step.number,
            "previous_status": moved.previous_status,
            "new_status": moved.new_status,
            "journey_completion_percentage": moved.merchant.completion,
        }
    return changed(session, previous) | {
        "status": SessionStatus.COMPLETED.value,
        "queue_updated": {
            "previous_status": previous,
            "new_status": queue_status(session),
            "removed_from_queue": True,
        },
        "progress_updated": progress,
        "followup_actions": [
            {
                "action": "SCHEDULE_FOLLOWUP",
                "queue_entry_id": public_id("icq", entry.pk),
                "support_type": entry.support_type,
                "items_pending": entry.requested_services,
            }
            for entry in done.followups
        ],
    }
