"""What was said in old calls is forgotten; that they took place, and the figures, stay."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from events.models import DomainEvent
from notifications.models import Notification
from routing.models import WorkItem
from scheduling.enums import CALL, CallStatus
from scheduling.models import CallPolicy, CallRequest
from scheduling.models.call_request import CallRequestQuerySet
from scheduling.queries.limits import call_policy

BATCH = 500
#: stands in place of what is forgotten
NOBODY, NOWHERE = "Forgotten", "forgotten@example.invalid"


def forget_calls(*, at: datetime) -> int:
    """Calls that ended longer ago than the policy keeps them hold no names, addresses, numbers and notes any more.

    Nor do their history and what was told about them. Returns how many. In batches, each whole or not at all.
    """
    policy, forgotten = call_policy(), 0
    while count := _batch(policy, at):
        forgotten += count
    return forgotten


def calls_to_forget(*, at: datetime) -> CallRequestQuerySet:
    """Whose words `forget_calls` would forget now."""
    return CallRequest.objects.filter(_over(call_policy(), at), forgotten_at__isnull=True)


def _over(policy: CallPolicy, at: datetime) -> Q:
    completed = Q(status=CallStatus.COMPLETED, updated_at__lt=at - timedelta(days=policy.keep_completed_days))
    others = Q(
        status__in=(CallStatus.CANCELLED, CallStatus.NO_SHOW),
        updated_at__lt=at - timedelta(days=policy.keep_other_days),
    )
    return completed | others


@transaction.atomic
def _batch(policy: CallPolicy, at: datetime) -> int:
    old = CallRequest.objects.filter(_over(policy, at), forgotten_at__isnull=True).order_by("updated_at", "id")
    calls = list(old.select_for_update(skip_locked=True)[:BATCH])
    if not calls:
        return 0
    keys = [call.pk for call in calls]
    CallRequest.objects.filter(pk__in=keys).update(
        contact_name=NOBODY,
        contact_email=NOWHERE,
        contact_phone="",
        phone_extension="",
        backup_phone="",
        custom_topic_description="",
        preferred_times="",
        notes="",
        outcome_notes="",
        cancel_reason="",
        survey_comment="",
        meeting_url="",
        additional_attendees=[],
        forgotten_at=at,
        version=F("version") + 1,
    )
    subjects = [call.public_id for call in calls]
    DomainEvent.objects.filter(subject_kind=CALL, subject_id__in=subjects).update(personal={})
    items = [call.work_item_id for call in calls]
    told = Q(about_kind=CALL, about_id__in=keys) | Q(about_kind=WorkItem.id_prefix, about_id__in=items)
    Notification.objects.filter(told).delete()
    return len(calls)
