"""The figures of calls as plain data: what the API answers, and what the CSV holds line by line."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from analytics.queries.calls import GROUPS, Calls, Figures, Line
from analytics.queries.sales_json import period_as_json, wire_name

#: group → its name in the answer
LISTS = {"topic": "topics", "team": "teams", "member": "members", "urgency": "urgencies", "day": "days"}
WORKED_OUT = ("share_answered_in_time", "no_show_rate", "rating", "utilisation")


def calls_as_json(calls: Calls) -> dict[str, Any]:
    return {
        "period": period_as_json(calls.period),
        "compared_with": period_as_json(calls.period.before),
        "total": figures_as_json(calls.total),
        "before": figures_as_json(calls.before),
        **{LISTS[group]: [_line(line) for line in calls.of(group)] for group in GROUPS},
    }


def figures_as_json(figures: Figures) -> dict[str, Any]:
    """All of them, the worked-out ones too; spans as `…_seconds`."""
    told = asdict(figures) | {name: getattr(figures, name) for name in WORKED_OUT}
    del told["rating_sum"]
    return {wire_name(name): value for name, value in told.items()}


def calls_as_rows(calls: Calls) -> Iterator[list[Any]]:
    """The header, the total, the period before, then every line: one shape for all."""
    yield ["group", "id", "name", *figures_as_json(calls.total)]
    for group, figures in (("total", calls.total), ("before", calls.before)):
        yield [group, "", "", *figures_as_json(figures).values()]
    for line in calls.lines:
        yield [line.group, line.key, line.label, *figures_as_json(line.figures).values()]


def _line(line: Line) -> dict[str, Any]:
    return {"id": line.key, "name": line.label} | figures_as_json(line.figures)
