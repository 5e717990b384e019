"""National and regional holidays, from the `holidays` package; a year is worked out once in each process."""

from collections.abc import Iterator
from datetime import date
from functools import lru_cache

import holidays
from holidays.registry import COUNTRIES

#: codes of regions are no longer than the column that holds them
_LONGEST = 3


def public_holidays(country: str, subdivision: str, first: date, last: date) -> Iterator[date]:
    """The holidays between two dates, both included; none where no country is given."""
    for day, _name in named_holidays(country, subdivision, first, last):
        yield day


def named_holidays(
    country: str, subdivision: str, first: date, last: date, language: str = "en"
) -> Iterator[tuple[date, str]]:
    """The same with their names, in that language where the package knows it."""
    if not country:
        return
    for year in range(first.year, last.year + 1):
        yield from (one for one in _of_year(country, subdivision, year, language) if first <= one[0] <= last)


def countries() -> list[tuple[str, str]]:
    """Every country whose holidays are known: (code, name), by name."""
    return list(_countries())


def country_name(code: str) -> str:
    return dict(_countries()).get(code, code)


@lru_cache(maxsize=256)
def subdivisions_of(country: str) -> tuple[tuple[str, str], ...]:
    """The regions of a country that have holidays of their own: (code, name), by name."""
    codes = [code for code in holidays.list_supported_countries().get(country, ()) if len(code) <= _LONGEST]
    if not codes:
        return ()
    names = type(holidays.country_holidays(country)).get_subdivision_aliases()
    return tuple(sorted(((code, (names.get(code) or [code])[0]) for code in codes), key=lambda one: one[1]))


@lru_cache(maxsize=1)
def _countries() -> tuple[tuple[str, str], ...]:
    known = holidays.list_supported_countries(include_aliases=False)
    found = [(codes[1], name.replace("_", " ").title()) for name, codes in COUNTRIES.items() if codes[1] in known]
    return tuple(sorted(found, key=lambda one: one[1]))


@lru_cache(maxsize=512)
def _of_year(country: str, subdivision: str, year: int, language: str) -> tuple[tuple[date, str], ...]:
    known = holidays.list_supported_countries()
    if country not in known:
        return ()
    region = subdivision if subdivision in known[country] else None  # an unknown region keeps the nation's days
    spoken = type(holidays.country_holidays(country)).supported_languages
    tongue = next((one for one in spoken if one.partition("_")[0] == language), None)
    found = holidays.country_holidays(country, subdiv=region, years=year, language=tongue)
    return tuple(sorted(found.items()))
