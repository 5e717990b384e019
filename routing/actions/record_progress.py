"""A step of a merchant's onboarding begins, is done, or has to be done again."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from core.actor import Actor
from core.errors import Invalid
from events.publish import emit
from routing.actions._merchants import lock_merchant, store
from routing.actions.score_support import score_merchant
from routing.enums import JourneyStatus, SetupStatus
from routing.events import MerchantProgressed
from routing.models import Merchant, MerchantStep, OnboardingStep
from routing.rules.onboarding import progress_of


@dataclass(frozen=True, slots=True)
class Moved:
    """How the step stood, and where the merchant stands now."""

    merchant: Merchant
    step: OnboardingStep
    previous_status: str
    new_status: str


@transaction.atomic
def record_progress(merchant_id: UUID, number: int, status: str, *, by: Actor, at: datetime) -> Moved:
    """That step of the merchant has this status, and what follows from it is true: current step, percentage, live.

    number  of the step
    status  a SetupStatus

    A step that is reached begins at `at`. Open needs of the merchant are scored again. Telling what is so already
    changes nothing and emits nothing; otherwise emits merchant.progressed, and support.changed for each open need
    whose merchant is at another step now. Raises NotFound for an unknown merchant, 422 for an unknown step.
    """
    merchant = lock_merchant(merchant_id)
    steps = {one.number: one for one in OnboardingStep.objects.all()}
    if number not in steps:
        raise Invalid({"step_number": [f"Is not one of the steps 1 to {max(steps)}."]})
    rows = {row.step_id: row for row in merchant.steps.all()}
    row = rows.setdefault(number, MerchantStep(merchant=merchant, step=steps[number], status=SetupStatus.NOT_STARTED))
    before = row.status
    if before == status:
        return Moved(merchant, steps[number], before, status)
    _set(row, status, at)
    now = progress_of({n: one.share for n, one in steps.items()}, {n: one.status for n, one in rows.items()})
    has_moved = now.current != merchant.current_step_id
    if has_moved:
        merchant.current_step, merchant.step_started_at = steps[now.current], at
        reached = rows.get(now.current)
        if not now.is_over and (reached is None or reached.status == SetupStatus.NOT_STARTED):
            _set(reached or MerchantStep(merchant=merchant, step=steps[now.current]), SetupStatus.IN_PROGRESS, at)
    merchant.completion = now.completion
    merchant.journey_status = JourneyStatus.LIVE if now.is_over else JourneyStatus.SETTING_UP
    store(merchant, ("current_step", "step_started_at", "completion", "journey_status"), at)
    emit(
        MerchantProgressed(
            merchant_id=merchant.public_id,
            step=number,
            step_name=steps[number].name,
            previous_status=before,
            new_status=status,
            current_step=merchant.current_step_id,
            completion=merchant.completion,
        ),
        by=by.on(merchant.journey_id),
        at=at,
    )
    if has_moved:
        score_merchant(merchant, ["current_step"], by=by, at=at)
    return Moved(merchant, steps[number], before, status)


def _set(row: MerchantStep, status: str, at: datetime) -> None:
    row.status = status
    row.started_at = (row.started_at or at) if status != SetupStatus.NOT_STARTED else None
    row.completed_at = at if status == SetupStatus.COMPLETED else None
    row.save()
