"""Rows of a file become leads."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from core.actor import Actor
from core.errors import DomainError
from routing.actions._row_result import RowResult
from routing.actions.receive_lead import receive_leads
from routing.intake.files import told
from routing.intake.told import checked


def import_rows(rows: Sequence[Any], parameters: dict[str, Any], *, by: Actor, at: datetime) -> list[RowResult]:
    """Each row is an enquiry, with all that receive_lead does; one that cannot be read is refused with its fields.

    parameters  `columns`: number of a column → field, `header`: the names of the columns
    """
    width = len(parameters["header"])
    facts, refused = checked(told(cells, parameters["columns"], width) for cells in rows)
    received = dict(zip(facts, receive_leads(facts.values(), by=by, at=at), strict=True))
    results: dict[int, RowResult] = {number: RowResult.refused(problem) for number, problem in refused.items()}
    for number, found in received.items():
        if isinstance(found, DomainError):
            results[number] = RowResult.refused(found)
        else:
            said = {"result": "created" if found.created else "standing", "lead_id": found.lead.public_id}
            results[number] = RowResult(True, said)
    return [results[number] for number in range(len(rows))]
