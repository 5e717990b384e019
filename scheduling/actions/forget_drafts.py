"""What nobody finished, and what has become a call, is not kept."""

from datetime import datetime

from django.db.models import QuerySet

from scheduling.models import CallDraft

BATCH = 500


def drafts_to_forget(*, at: datetime) -> QuerySet[CallDraft]:
    return CallDraft.objects.filter(expires_at__lte=at)


def forget_drafts(*, at: datetime) -> int:
    """How many drafts are gone, codes for addresses among them; calls stay. What was held is free by itself."""
    gone = 0
    while True:
        over = list(drafts_to_forget(at=at).order_by("expires_at").values_list("pk", flat=True)[:BATCH])
        CallDraft.objects.filter(pk__in=over).delete()
        gone += len(over)
        if len(over) < BATCH:
            return gone
