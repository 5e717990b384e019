"""Long work over REST: start it, follow it, stop it."""

from typing import Any, ClassVar

from django_filters import ChoiceFilter
from django_filters.rest_framework import FilterSet

from core import clock
from core.api.schema import endpoint
from core.api.serializers import PublicIdField, StrictSerializer
from core.api.views import ListView, ReadView, WriteView
from core.errors import ErrorCode, Invalid
from routing.actions.auto_assign_leads import auto_assign_leads
from routing.actions.cancel_batch import cancel_batch
from routing.api.examples import BATCH, BATCH_ROW
from routing.enums import Queue, RowState
from routing.models import BatchRow
from routing.queries.batches import batch_as_json, batch_for, batches_of, row_as_json
from workforce.models import Team

SCOPES = ("admin:routing", "system:routing")
TAGS = ("batches",)


class WholeLine(StrictSerializer):
    team = PublicIdField("team", required=False)


class RowFilter(FilterSet):
    class Meta:
        model = BatchRow
        fields: ClassVar[list[str]] = []

    state = ChoiceFilter(choices=RowState.choices)


@endpoint(
    "Let the engine assign the whole line",
    "Every waiting lead of the named team gets the owner that the engine chooses, the most pressing first; without a "
    "team, those of all teams whose work is assigned automatically. Answers at once with a batch to follow.",
    request={"team": "team_01k9a3v7x8e9f0g1h2j3k4m5n6"},
    response=BATCH | {"state": "QUEUED", "done": 0, "failed": 0, "finished_at": None},
    tags=("AE queue",),
    operation="queues_ae_auto_assign_all",
)
class AutoAssignAll(WriteView):
    scopes = SCOPES
    input_class = WholeLine
    success_status = 202
    idempotency = "required"

    def handle(self, data: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
        team = None
        if "team" in data:
            team = Team.objects.filter(pk=data["team"], work=Queue.AE).first()
            if team is None:
                raise Invalid({"team": ["There is no such team for leads."]})
        return batch_as_json(auto_assign_leads(team, by=self.actor, at=clock.now()))


@endpoint(
    "Batches",
    "Long work that you have started, the latest first.",
    response={
        "batches": [BATCH],
        "pagination": {"limit": 50, "offset": 0, "total": 1, "has_more": False},
    },
    tags=TAGS,
    operation="batches_list",
)
class Batches(ListView):
    scopes = SCOPES
    rows_key = "batches"

    def queryset(self) -> Any:
        return batches_of(self.actor)

    def rows(self, page: list[Any]) -> list[dict[str, Any]]:
        return [batch_as_json(batch) for batch in page]


@endpoint(
    "One batch",
    "How far it is: `done` rows had their effect, `failed` ones were refused. It is over in state DONE, FAILED (its "
    "worker died of it again and again) or CANCELLED.",
    response=BATCH,
    tags=TAGS,
)
class OneBatch(ReadView):
    scopes = SCOPES

    def read(self, batch_id: str, **kwargs: Any) -> dict[str, Any]:
        return batch_as_json(batch_for(batch_id, by=self.actor))


@endpoint(
    "Rows of a batch",
    "In their order, each with what came of it. They are kept for 30 days after the end.",
    response={
        "rows": [BATCH_ROW],
        "pagination": {"limit": 50, "offset": 0, "total": 1, "has_more": False},
    },
    codes=(ErrorCode.NOT_FOUND,),
    tags=TAGS,
)
class BatchRows(ListView):
    scopes = SCOPES
    rows_key = "rows"
    filterset_class = RowFilter

    def queryset(self) -> Any:
        return batch_for(self.kwargs["batch_id"], by=self.actor).rows.order_by("position")

    def rows(self, page: list[Any]) -> list[dict[str, Any]]:
        return [row_as_json(row) for row in page]


@endpoint(
    "Stop a batch",
    "No further row is done; what was done stays.",
    response=BATCH | {"state": "CANCELLED"},
    codes=(ErrorCode.INVALID_TRANSITION,),
    tags=TAGS,
)
class CancelBatch(WriteView):
    scopes = SCOPES
    idempotency = "required"

    def handle(self, data: dict[str, Any], batch_id: str, **kwargs: Any) -> dict[str, Any]:
        known = batch_for(batch_id, by=self.actor)
        return batch_as_json(cancel_batch(known.pk, by=self.actor, at=clock.now()))
