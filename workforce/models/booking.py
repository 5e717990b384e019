"""A member's time has one home: every way of taking it is a row here, and no two live rows may overlap."""

from datetime import timedelta
from typing import Any, Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import DEFAULT_DB_ALIAS, models

from core.clock import DatabaseNow
from core.ids import public_id
from core.models import Identified
from workforce.conf import LONGEST_BUFFER
from workforce.enums import LIVE_STATES, BookingState, Purpose
from workforce.models.staff import Staff


class PaddedSpan(models.Func):
    """[start - buffer before, end + buffer after). Taken through UTC, where this arithmetic is immutable."""

    output_field = DateTimeRangeField()
    template = (
        "tstzrange((%(starts)s AT TIME ZONE 'UTC' - %(before)s) AT TIME ZONE 'UTC', "
        "(%(ends)s AT TIME ZONE 'UTC' + %(after)s) AT TIME ZONE 'UTC', '[)')"
    )

    def as_sql(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, list[Any]]:  # type: ignore[override]  # no template
        parts: dict[str, str] = {}
        params: list[Any] = []
        for name, source in zip(("starts", "before", "ends", "after"), self.source_expressions, strict=True):
            parts[name], own = compiler.compile(source)
            params += own
        return self.template % parts, params


class OneMember(models.Func):
    """A member as a range of one key: ranges need no extension to stand in an exclusion constraint."""

    output_field = models.TextField()

    def as_sql(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, list[Any]]:  # type: ignore[override]  # no template
        member, params = compiler.compile(self.source_expressions[0])
        return f"uuidrange({member}, {member}, '[]')", [*params, *params]


class OneAtATime(ExclusionConstraint):
    """Leaves a form alone that does not show a field of the condition; the database stays the judge."""

    def validate(self, model: Any, instance: Any, exclude: Any = None, using: str = DEFAULT_DB_ALIAS) -> None:
        if exclude and not {"staff", "state", "blocking"}.isdisjoint(exclude):
            return
        super().validate(model, instance, exclude=exclude, using=using)


class BookingQuerySet(models.QuerySet["Booking"]):
    def live(self) -> Self:
        """Takes time now or later; an overdue hold still counts until it is released."""
        return self.filter(state__in=LIVE_STATES)

    def blocking(self) -> Self:
        return self.live().filter(blocking=True)

    def about(self, about: Identified) -> Self:
        return self.filter(about_kind=about.id_prefix, about_id=about.pk)

    def overdue_holds(self) -> Self:
        return self.filter(state=BookingState.HELD, expires_at__lte=DatabaseNow())


class Booking(Identified):
    """A stretch of one member's time. `blocking=False` is a calendar entry that never clashes.

    `about_*` point up to what it is for; `expires_at` is set while it is a hold.
    """

    id_prefix = "book"

    staff = models.ForeignKey(Staff, models.PROTECT, null=True, blank=True, related_name="bookings")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    buffer_before = models.DurationField(default=timedelta)
    buffer_after = models.DurationField(default=timedelta)
    span = models.GeneratedField(
        expression=PaddedSpan("starts_at", "buffer_before", "ends_at", "buffer_after"),
        output_field=DateTimeRangeField(),
        db_persist=True,
    )
    purpose = models.CharField(max_length=9, choices=Purpose.choices)
    state = models.CharField(max_length=11, choices=BookingState.choices, default=BookingState.CONFIRMED)
    blocking = models.BooleanField(default=True)
    title = models.CharField(max_length=200, blank=True, default="")
    about_kind = models.CharField(max_length=40, blank=True, default="")
    about_id = models.UUIDField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)  # raised by each move; the SEQUENCE of an invitation
    created_at = models.DateTimeField(db_default=DatabaseNow())

    objects = BookingQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at", "id"]
        constraints = [
            OneAtATime(
                name="booking_one_at_a_time",
                # F("staff"), not F("staff_id"): the latter finds a clash in every row when a form is checked
                expressions=[
                    (OneMember(models.F("staff")), RangeOperators.OVERLAPS),
                    ("span", RangeOperators.OVERLAPS),
                ],
                # a range without a member would be everybody's
                condition=models.Q(state__in=list(LIVE_STATES), blocking=True, staff__isnull=False),
                violation_error_message="The member is taken at that time.",
            ),
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at")), name="booking_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    buffer_before__range=(timedelta(), LONGEST_BUFFER),
                    buffer_after__range=(timedelta(), LONGEST_BUFFER),
                ),
                name="booking_buffers_within_reason",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=BookingState.HELD) | models.Q(expires_at__isnull=False),
                name="booking_hold_expires",
            ),
        ]
        indexes = [
            models.Index(
                fields=["staff", "ends_at"],
                condition=models.Q(state__in=list(LIVE_STATES)),
                name="booking_of_member",
            ),
            models.Index(fields=["about_kind", "about_id"], name="booking_about"),
            models.Index(fields=["starts_at", "id"], name="booking_by_start"),
            models.Index(
                fields=["expires_at"], condition=models.Q(state=BookingState.HELD), name="booking_hold_expiry"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} {self.starts_at:%Y-%m-%d %H:%M} UTC"

    @property
    def about_public_id(self) -> str:
        return public_id(self.about_kind, self.about_id) if self.about_id else ""

    @property
    def is_live(self) -> bool:
        return self.state in LIVE_STATES
