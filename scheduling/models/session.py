"""A set-up session of a consultant with a merchant, and the meeting they join."""

from datetime import datetime
from typing import Any, ClassVar, Self
from uuid import UUID

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from core.models import Identified
from routing.enums import SupportType
from routing.models import IcEntry, Merchant
from scheduling.enums import (
    LIVE_SESSIONS,
    MeetingPlatform,
    MeetingState,
    SessionOutcome,
    SessionStatus,
)
from workforce.models import Booking, Staff


class Meeting(Identified):
    """A meeting at a provider: what it should be like, and what of that the provider has been told.

    It is made before the session's own transaction, so that the answer can hold its link, and belongs to nobody until
    then: whatever stays without a session is called off (actions/settle_meeting.py). Nothing here is sent inside a
    transaction; whoever sends holds a lease.
    """

    id_prefix: ClassVar[str] = "meet"

    #: what the provider is told it by, so that a repeat is no second meeting
    key = models.CharField(max_length=120, unique=True)
    platform = models.CharField(max_length=12, choices=MeetingPlatform)
    wanted = models.JSONField()  # title, agenda, starts_at, minutes, zone, host_email
    is_wanted = models.BooleanField(default=True)  # False: it is to be called off
    version = models.PositiveIntegerField(default=1)  # raised by each change of what is wanted
    told_version = models.PositiveIntegerField(default=0)  # the provider has it like this
    state = models.CharField(max_length=8, choices=MeetingState, default=MeetingState.PENDING)
    meeting_id = models.CharField(max_length=500, blank=True, default="")
    url = models.CharField(max_length=1000, blank=True, default="")
    join_id = models.CharField(max_length=60, blank=True, default="")
    password = models.CharField(max_length=100, blank=True, default="")
    dial_in = models.JSONField(default=list)
    attempts = models.PositiveSmallIntegerField(default=0)
    asked = models.BooleanField(default=False)  # the provider may have made it, whatever we heard
    problem = models.CharField(max_length=300, blank=True, default="")
    due_at = models.DateTimeField(null=True)  # when it is tried next; null: the provider has it as it is wanted
    leased_until = models.DateTimeField(null=True)  # somebody is at it
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="meeting_due")]

    def __str__(self) -> str:
        return f"{self.platform} {self.public_id}"


#: what whoever holds a session needs of it besides its merchant and its need
HELD_WITH = ("ic__user", "second_host__user", "meeting", "booking", "second_booking")


class IcSessionQuerySet(models.QuerySet["IcSession"]):
    def live(self) -> Self:
        return self.filter(status__in=LIVE_SESSIONS)

    def shown(self) -> Self:
        """With what lists and answers say of each."""
        return self.select_related("merchant", "entry__work_item__owner__user", *HELD_WITH)


class IcSession(Identified):
    """When, with whom, about what; and how it went.

    The consultant's time is its booking; a second host's is their own, which goes along with it. `version` rises with
    every change and is the SEQUENCE of its invitations; `links_version` makes links of earlier mails invalid.
    """

    id_prefix: ClassVar[str] = "sess"

    merchant = models.ForeignKey(Merchant, models.PROTECT, related_name="sessions")
    entry = models.ForeignKey(IcEntry, models.PROTECT, related_name="sessions")
    ic = models.ForeignKey(Staff, models.PROTECT, related_name="sessions")
    booking = models.OneToOneField(Booking, models.PROTECT, related_name="ic_session")
    second_host = models.ForeignKey(Staff, models.PROTECT, null=True, db_index=False, related_name="sessions_along")
    second_booking = models.OneToOneField(Booking, models.PROTECT, null=True, related_name="ic_session_along")
    meeting = models.OneToOneField(Meeting, models.PROTECT, null=True, related_name="session")
    session_type = models.CharField(max_length=20, choices=SupportType)
    status = models.CharField(max_length=12, choices=SessionStatus, default=SessionStatus.SCHEDULED)
    scheduled_for = models.DateTimeField()
    duration = models.DurationField()
    timezone = models.CharField(max_length=64)
    agenda = models.JSONField(default=list)
    notes = models.CharField(max_length=1000, blank=True, default="")
    platform = models.CharField(max_length=12, choices=MeetingPlatform)
    send_invitations = models.BooleanField(default=True)
    actual_start_at = models.DateTimeField(null=True)
    actual_end_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=8, choices=SessionOutcome, blank=True, default="")
    items_completed = models.JSONField(default=list)
    items_pending = models.JSONField(default=list)
    satisfaction = models.PositiveSmallIntegerField(null=True, validators=[MinValueValidator(1), MaxValueValidator(5)])
    requires_followup = models.BooleanField(default=False)
    outcome_notes = models.CharField(max_length=2000, blank=True, default="")
    reason = models.CharField(max_length=500, blank=True, default="")  # of the last move, or of its end
    confirmed_for = models.DateTimeField(null=True)  # the hour at which the merchant has said to be there
    asked_again_at = models.DateTimeField(null=True)  # it did not take place, and the merchant waits for another
    survey_score = models.PositiveSmallIntegerField(null=True, validators=[MinValueValidator(1), MaxValueValidator(5)])
    survey_comment = models.CharField(max_length=1000, blank=True, default="")
    surveyed_at = models.DateTimeField(null=True)
    moved_times = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)
    links_version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    objects = IcSessionQuerySet.as_manager()

    class Meta:
        verbose_name = "IC session"
        constraints = [
            models.UniqueConstraint(
                fields=["entry"], condition=Q(status__in=LIVE_SESSIONS), name="session_one_live_of_an_entry"
            ),
            models.CheckConstraint(
                name="session_satisfaction_from_one_to_five",
                condition=Q(satisfaction__isnull=True) | Q(satisfaction__range=(1, 5)),
            ),
            models.CheckConstraint(
                name="session_survey_from_one_to_five",
                condition=Q(survey_score__isnull=True) | Q(survey_score__range=(1, 5)),
            ),
            models.CheckConstraint(
                name="session_second_host_has_a_booking",
                condition=Q(second_host__isnull=True, second_booking__isnull=True)
                | Q(second_host__isnull=False, second_booking__isnull=False),
            ),
            models.CheckConstraint(
                name="session_second_host_is_somebody_else",
                condition=Q(second_host__isnull=True) | ~Q(second_host=models.F("ic")),
            ),
            models.CheckConstraint(
                name="session_ends_after_it_starts",
                condition=Q(actual_end_at__isnull=True) | Q(actual_end_at__gt=models.F("actual_start_at")),
            ),
        ]
        indexes = [
            models.Index(fields=["ic", "scheduled_for", "id"], name="session_of_ic"),
            models.Index(
                fields=["second_host", "scheduled_for"],
                condition=Q(second_host__isnull=False),
                name="session_of_second_host",
            ),
            models.Index(fields=["merchant", "-scheduled_for", "id"], name="session_of_merchant"),
            models.Index(fields=["status", "scheduled_for", "id"], name="session_by_hour"),
        ]

    def __str__(self) -> str:
        return self.public_id

    @property
    def ends_at(self) -> datetime:
        return self.scheduled_for + self.duration

    @property
    def is_confirmed(self) -> bool:
        """The merchant has said to come at the hour it has now; one that was moved since is not."""
        return self.confirmed_for == self.scheduled_for

    def is_hosted_by(self, user_id: UUID | None) -> bool:
        return user_id is not None and user_id in (self.ic_id, self.second_host_id)

    @property
    def hosts(self) -> list[Staff]:
        """The consultant first."""
        return [self.ic, self.second_host] if self.second_host is not None else [self.ic]

    @property
    def minutes(self) -> int:
        return int(self.duration.total_seconds() // 60)

    @property
    def meeting_state(self) -> str:
        return self.meeting.state if self.meeting else MeetingState.NONE

    @property
    def join_url(self) -> str:
        return self.meeting.url if self.meeting and self.meeting.state == MeetingState.READY else ""

    def for_queue(self) -> dict[str, Any]:
        """What the IC queue shows of it."""
        return {
            "session_id": self.public_id,
            "scheduled_for": self.scheduled_for.isoformat().replace("+00:00", "Z"),
            "duration_minutes": self.minutes,
            "meeting_url": self.join_url or None,
            "calendar_event_id": self.booking.public_id,
        }
