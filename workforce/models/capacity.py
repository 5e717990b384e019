"""Capacity is a number of rows: whoever takes work takes a row, so nobody carries more than they have places."""

from django.db import models

from workforce.enums import Work
from workforce.models.staff import Staff


class CapacitySlot(models.Model):
    """One place for one item of one kind of work.

    A surplus place exists only while it is taken: one more than the member has, by an overflow step or an override,
    or what was left in use when the capacity was lowered. A paused place (its member has left) is never given out.
    `last_taken_at` stays when the place is freed: the newest of a member's places is when they last received work.
    """

    staff = models.ForeignKey(Staff, models.CASCADE, related_name="capacity_slots", db_index=False)
    work = models.CharField(max_length=8, choices=Work.choices)
    number = models.PositiveSmallIntegerField()
    taken = models.BooleanField(default=False)
    surplus = models.BooleanField(default=False)
    paused = models.BooleanField(default=False)
    last_taken_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["staff", "work", "number"]
        constraints = [
            # `taken` stands in no index: taking and freeing a place rewrites no index entry
            models.UniqueConstraint(fields=["staff", "work", "number"], name="capacity_slot_number_once"),
            models.CheckConstraint(condition=models.Q(number__gte=1), name="capacity_slot_number_from_one"),
            models.CheckConstraint(
                condition=models.Q(taken=False) | models.Q(last_taken_at__isnull=False),
                name="capacity_slot_taken_at_some_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.work} {self.number} of {self.staff_id}"
