"""National and regional holidays, from the `holidays` package; a year is worked out once in each process."""

from collections.abc import Iterator
from datetime import date
from functools import lru_cache

import holidays


def public_holidays(country: str, subdivision: str, first: date, last: date) -> Iterator[date]:
    """The holidays between two dates, both included; none where no country is given."""
    if not country:
        return
    for year in range(first.year, last.year + 1):
        yield from (day for day in _of_year(country, subdivision, year) if first <= day <= last)


@lru_cache(maxsize=512)
def _of_year(country: str, subdivision: str, year: int) -> tuple[date, ...]:
    known = holidays.list_supported_countries()
    if country not in known:
        return ()
    region = subdivision if subdivision in known[country] else None  # an unknown region keeps the nation's days
    return tuple(sorted(holidays.country_holidays(country, subdiv=region, years=year)))
