"""Tables that people open in a spreadsheet: no cell is taken for a formula there."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.http import StreamingHttpResponse

#: what a spreadsheet takes for the beginning of a formula or of a command
FORMULA = ("=", "+", "-", "@", "\t", "\r")
BOM = "\ufeff"  # without it some take UTF-8 for something else


class _Line:
    def write(self, text: str) -> str:
        return text


def spreadsheet(name: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> StreamingHttpResponse:
    """A CSV file to be kept under that name, written while it is read."""
    answer = StreamingHttpResponse(_lines(header, rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer


def _lines(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    writer = csv.writer(_Line())
    yield BOM + writer.writerow([harmless(cell) for cell in header])
    for row in rows:
        yield writer.writerow([harmless(cell) for cell in row])


def harmless(cell: Any) -> Any:
    """A text that would be a formula is shown with an apostrophe before it; a number stays one."""
    if isinstance(cell, str) and cell.startswith(FORMULA):
        return f"'{cell}"
    return cell
