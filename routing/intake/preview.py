"""What the rows of a file would become, before anything is written."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from routing.intake.files import called, told
from routing.intake.told import checked

SHOWN = 20


@dataclass(frozen=True, slots=True)
class Line:
    """One of the first rows: what it would be called, and what is wrong with it (field, messages)."""

    number: int
    email: str
    business_name: str
    contact_name: str
    problems: list[tuple[str, str]]
    note: str


@dataclass(frozen=True, slots=True)
class Preview:
    """total  rows in all; refused  of the lines shown; repeated  rows with an email that stands further up"""

    lines: list[Line]
    total: int
    refused: int
    repeated: int


def of_rows(rows: Sequence[Sequence[str]], columns: dict[str, str], width: int) -> Preview:
    """The first rows as the import would read them, and how many rows say a business again. Asks no table."""
    first = [told(cells, columns, width) for cells in rows[:SHOWN]]
    _facts, refused = checked(first)
    email = next(int(number) for number, field in columns.items() if field == "email")
    emails = [cells[email].lower() if email < len(cells) else "" for cells in rows]
    seen: dict[str, int] = {}
    lines = []
    for number, request in enumerate(first):
        before = seen.setdefault(emails[number], number)
        problems = refused[number].details.items() if number in refused else []
        lines.append(
            Line(
                number=number + 1,
                email=request.get("email", ""),
                business_name=request.get("business_name", ""),
                contact_name=request["contact"].get("name", ""),
                problems=[(called(field), " ".join(map(str, texts))) for field, texts in problems],
                note=_("the business of row %(n)s again") % {"n": before + 1} if before != number else "",
            )
        )
    repeated = sum(count - 1 for address, count in Counter(emails).items() if address)
    return Preview(lines, len(rows), len(refused), repeated)
