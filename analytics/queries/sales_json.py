"""The figures of sales as plain data: what the API answers, and what the CSV holds line by line."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from analytics.queries.sales import GROUPS, Figures, Line, Sales
from analytics.rules.periods import Period
from routing.conf import CURRENCY

#: group → its name in the answer
LISTS = {group: f"{group}s" for group in GROUPS}
WORKED_OUT = ("share_in_time", "attempts_per_lead", "win_rate")


def sales_as_json(sales: Sales) -> dict[str, Any]:
    return {
        "period": period_as_json(sales.period),
        "compared_with": period_as_json(sales.period.before),
        "currency": CURRENCY,
        "total": figures_as_json(sales.total),
        "before": figures_as_json(sales.before),
        **{name: [_line(line) for line in sales.of(group)] for group, name in LISTS.items()},
    }


def figures_as_json(figures: Figures) -> dict[str, Any]:
    """All of them, the worked-out ones too; spans as `…_seconds`."""
    told = asdict(figures) | {name: getattr(figures, name) for name in WORKED_OUT}
    return {wire_name(name): float(value) if name == "value_won" else value for name, value in told.items()}


def sales_as_rows(sales: Sales) -> Iterator[list[Any]]:
    """The header, the total, the period before, then every line: one shape for all."""
    columns = list(figures_as_json(sales.total))
    yield ["group", "id", "name", *columns]
    for group, figures in (("total", sales.total), ("before", sales.before)):
        yield [group, "", "", *figures_as_json(figures).values()]
    for line in sales.lines:
        yield [line.group, line.key, line.label, *figures_as_json(line.figures).values()]


def _line(line: Line) -> dict[str, Any]:
    return {"id": line.key, "name": line.label} | figures_as_json(line.figures)


def wire_name(name: str) -> str:
    return f"{name}_seconds" if name.endswith(("_median", "_p90")) else name


def period_as_json(period: Period) -> dict[str, Any]:
    return {
        "from": period.first.isoformat(),
        "to": period.last.isoformat(),
        "timezone": str(period.zone),
        "begins_at": period.begins,
        "ends_at": period.ends,
    }
