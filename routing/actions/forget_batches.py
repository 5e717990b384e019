"""What a file said about people is not kept longer than somebody needs it."""

from datetime import datetime, timedelta

from routing.enums import BatchState
from routing.models import Batch, BatchRow

DRAFTS_KEPT = timedelta(days=1)
ROWS_KEPT = timedelta(days=30)


def forget_batches(*, at: datetime) -> int:
    """Drafts older than a day are gone, and the rows of what ended 30 days ago; returns how many batches were touched.

    A batch itself stays, with its counts: the log tells of it. Emits nothing.
    """
    drafts = Batch.objects.filter(state=BatchState.DRAFT, created_at__lt=at - DRAFTS_KEPT)
    old = Batch.objects.filter(finished_at__lt=at - ROWS_KEPT, rows__isnull=False).distinct()
    gone = [*drafts.values_list("pk", flat=True), *old.values_list("pk", flat=True)]
    BatchRow.objects.filter(batch__in=gone).delete()
    Batch.objects.filter(pk__in=gone, state=BatchState.DRAFT).delete()
    return len(gone)
