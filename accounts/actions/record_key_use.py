from datetime import datetime

from django.db.models import Q

from accounts import conf
from accounts.models import ApiKey


def record_key_use(key: ApiKey, *, at: datetime) -> None:
    """Afterwards the key's last use is known to the minute: it is written once a minute, whatever the traffic.

    No event: the log would hold nothing else.
    """
    stale = at - conf.LAST_USE_GRAIN
    if key.last_used_at is None or key.last_used_at <= stale:
        before = Q(last_used_at__isnull=True) | Q(last_used_at__lte=stale)
        ApiKey.objects.filter(before, pk=key.pk).update(last_used_at=at)
