"""A provider says later what became of a message."""

from datetime import datetime

from django.db import transaction

from notifications.actions.settle_delivery import apply_reports
from notifications.enums import ReportedState
from notifications.models import Delivery, DeliveryReport


def take_report(
    key: str, *, provider_id: str, word: str, state: ReportedState, error: str = "", at: datetime
) -> Delivery | None:
    """The report is kept, once, and the delivery is what the furthest report says. None: no such delivery.

    key          what we called the sending (Delivery.key); a report of an earlier round is kept and changes nothing
    provider_id  the provider's name for the message
    word         the provider's word, `state` what it comes to

    It may come while the message is still being sent: then the sender finds it when it settles. Emits
    delivery.settled when the delivery changed.
    """
    name, _, number = key.partition("-")
    pk = Delivery.parse_id(name)
    with transaction.atomic():
        found = Delivery.objects.filter(pk=pk).select_for_update(of=("self",)) if pk else Delivery.objects.none()
        delivery = found.select_related("notification").first()
        if delivery is None:
            return None
        report = DeliveryReport(
            delivery=delivery,
            round=int(number) if number.isdecimal() and len(number) < 5 else 1,
            provider_id=provider_id[:200],
            word=word[:40],
            state=state,
            error=error[:200],
            received_at=at,
        )
        DeliveryReport.objects.bulk_create([report], ignore_conflicts=True)
        apply_reports(delivery, at=at)
    return delivery
