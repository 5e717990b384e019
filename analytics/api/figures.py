"""The figures of sales and of calls, for other systems."""

from typing import Any
from zoneinfo import ZoneInfo

from accounts.scopes import Scope
from analytics.api.examples import CALLS, SALES
from analytics.queries.asked import period_asked
from analytics.queries.calls import calls
from analytics.queries.calls_json import calls_as_json
from analytics.queries.sales import sales
from analytics.queries.sales_json import sales_as_json
from analytics.rules.periods import NAMED
from core import clock
from core.api.docs import Parameter
from core.api.schema import endpoint
from core.api.views import ReadView
from core.errors import Invalid
from workforce.rules.zones import UnknownZone, zone

PARAMETERS = (
    Parameter(
        "period", "The last days, today included; `30` if nothing is said.", {"type": "string", "enum": [*NAMED]}
    ),
    Parameter("from", "The first day, instead of a period.", {"type": "string", "format": "date"}),
    Parameter("to", "The last day, itself included.", {"type": "string", "format": "date"}),
    Parameter("timezone", "Whose days these are, as an IANA name; `UTC` if not given."),
)


@endpoint(
    "The figures of sales",
    "Speed to lead, attempts, endings and value of a period, in total and by team, member, channel, campaign, day and "
    "reason, beside the total of as many days before. Spans are seconds; null where there is nothing to tell them "
    "from. The page, its CSV and the wall board show the same numbers; docs/figures.md defines each.",
    response=SALES,
    parameters=PARAMETERS,
    tags=("analytics",),
)
class SalesFigures(ReadView):
    scopes = (Scope.ANALYTICS_READ, Scope.ADMIN_ROUTING)
    parameters = tuple(one.name for one in PARAMETERS)

    def read(self, **kwargs: Any) -> dict[str, Any]:
        given = self.request.query_params
        return sales_as_json(sales(period_asked(given, at=clock.now(), zone=_zone(given.get("timezone") or "UTC"))))


@endpoint(
    "The figures of calls",
    "How many calls are asked for and about what, how soon flexible requests are answered, how calls end, what "
    "customers say, and how much of their working time members spend in calls; in total and by topic, team, member, "
    "urgency and day, beside the total of as many days before. Spans are seconds. The page and its CSV show the same "
    "numbers; docs/figures.md defines each.",
    response=CALLS,
    parameters=PARAMETERS,
    tags=("analytics",),
)
class CallFigures(ReadView):
    scopes = (Scope.ANALYTICS_READ, Scope.ADMIN_ROUTING)
    parameters = tuple(one.name for one in PARAMETERS)

    def read(self, **kwargs: Any) -> dict[str, Any]:
        given = self.request.query_params
        return calls_as_json(calls(period_asked(given, at=clock.now(), zone=_zone(given.get("timezone") or "UTC"))))


def _zone(name: str) -> ZoneInfo:
    try:
        return zone(name)
    except UnknownZone:
        raise Invalid({"timezone": ["Is not a time zone, such as Europe/Madrid."]}) from None
