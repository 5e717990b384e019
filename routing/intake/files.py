"""A file of leads: comma- or semicolon-separated text, its first row the names of the columns."""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.errors import Invalid
from routing.intake.told import FACTS
from routing.rules.figures import plain_figure

MOST_BYTES = 5 * 1024 * 1024
MOST_ROWS = 10_000
MOST_COLUMNS = 60
LONGEST_CELL = 4000
SEPARATORS = ",;\t|"

#: field of a lead → what people call it, in the order in which it is offered
FIELDS = {
    "email": gettext_lazy("Email"),
    "business_name": gettext_lazy("Business name"),
    "contact_name": gettext_lazy("Contact name"),
    "contact_phone": gettext_lazy("Contact phone"),
    "contact_email": gettext_lazy("Contact email"),
    "preferred_contact_method": gettext_lazy("Preferred contact method"),
    "business_category": gettext_lazy("Business category"),
    "annual_revenue": gettext_lazy("Annual revenue"),
    "number_of_locations": gettext_lazy("Number of locations"),
    "region": gettext_lazy("Region"),
    "quote_value_estimate": gettext_lazy("Quote value estimate"),
    "cohort": gettext_lazy("Cohort"),
    "channel": gettext_lazy("Channel"),
    "campaign_id": gettext_lazy("Campaign"),
    "utm_source": gettext_lazy("UTM source"),
    "external_id": gettext_lazy("Your own reference"),
    "current_step": gettext_lazy("Current step"),
}
REQUIRED = ("email", "business_name", "contact_name")
FIGURES = frozenset({"annual_revenue", "number_of_locations", "quote_value_estimate", "current_step"})
CODES = frozenset({"cohort", "preferred_contact_method"})
#: column names that are taken for a field, beside its own; English, Spanish, French
ALIASES = {
    "email": "mail e_mail email_address correo correo_electronico courriel adresse_email",
    "business_name": "business company company_name empresa negocio entreprise societe raison_sociale",
    "contact_name": "contact name full_name person contacto nombre nom nom_du_contact",
    "contact_phone": "phone phone_number telephone mobile telefono movil",
    "preferred_contact_method": "contact_method",
    "business_category": "category industry vertical categoria sector categorie secteur",
    "annual_revenue": "revenue turnover ingresos ingresos_anuales facturacion chiffre_d_affaires ca",
    "number_of_locations": "locations sites stores sucursales locales ubicaciones etablissements points_de_vente",
    "region": "country pais pays",
    "quote_value_estimate": "value quote quote_value estimated_value deal_value valor valor_estimado valeur",
    "cohort": "segment cohorte",
    "channel": "source lead_source canal origen origine",
    "campaign_id": "campaign campana campagne",
    "utm_source": "utm",
    "external_id": "reference crm_id referencia",
    "current_step": "step paso etape",
}
_LABELS = {".".join(FACTS[field]): label for field, label in FIELDS.items()}
_PLAIN = str.maketrans("áàâäãéèêëíìîïóòôöõúùûüñç", "aaaaaeeeeiiiiooooouuuunc")


@dataclass(frozen=True, slots=True)
class Table:
    """header  the names of the columns; rows  the cells of each row, empty rows left out"""

    header: list[str]
    rows: list[list[str]]


def read_table(raw: bytes) -> Table:
    """The cells of a file. Raises Invalid for what is no such file: too large, not text, torn quotes, too many rows."""
    if len(raw) > MOST_BYTES:
        raise _refused(_("The file is larger than %(n)s MB.") % {"n": MOST_BYTES // 1024 // 1024})
    if b"\0" in raw:
        raise _refused(_("This is not a text file. Save it as CSV (UTF-8)."))
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _refused(_("Its letters are not in UTF-8. Save it as CSV (UTF-8).")) from None
    rows = _cells(text)
    if len(rows) < 2:
        raise _refused(_("There is nothing in it: the first row names the columns, each further row is a lead."))
    header, *leads = rows
    if len(header) > MOST_COLUMNS:
        raise _refused(_("It has more than %(n)s columns.") % {"n": MOST_COLUMNS})
    if len(leads) > MOST_ROWS:
        raise _refused(_("It has more than %(n)s rows. Split it.") % {"n": MOST_ROWS})
    return Table(header, leads)


def _cells(text: str) -> list[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    rows = []
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            if any(len(cell) > LONGEST_CELL for cell in cells):
                raise _refused(_("Line %(n)s has a cell that is too long.") % {"n": reader.line_num})
            if any(cells):
                rows.append(cells)
            if len(rows) > MOST_ROWS + 1:
                break
    except csv.Error:
        raise _refused(_("Line %(n)s cannot be read: a quote is missing.") % {"n": reader.line_num}) from None
    return rows


def _separator(text: str) -> str:
    """Whatever stands most often in the first line, outside of quotes."""
    first = re.sub(r'"[^"]*"', "", text.lstrip().split("\n", 1)[0])
    return max(SEPARATORS, key=first.count)


def guessed(header: Sequence[str]) -> dict[str, str]:
    """Number of a column → field that it seems to hold; each field once, the first column that fits."""
    found: dict[str, str] = {}
    for number, name in enumerate(header):
        word = re.sub(r"[^a-z0-9]+", "_", name.lower().translate(_PLAIN)).strip("_")
        field = next((field for field in FIELDS if word == field or word in ALIASES.get(field, "").split()), None)
        if field is not None and field not in found.values():
            found[str(number)] = field
    return found


def told(cells: Sequence[str], columns: dict[str, str], width: int) -> dict[str, Any]:
    """The row as the API would be told it; empty cells are left out.

    columns  number of a column → field; width  how many columns the header has

    A row with more cells than that holds something unknown: it is refused like an unknown field.
    """
    request: dict[str, Any] = {"contact": {}, "source": {"channel": "IMPORT"}}
    for number, field in columns.items():
        cell = cells[int(number)] if int(number) < len(cells) else ""
        if not cell:
            continue
        *parts, last = FACTS[field]
        holder = request
        for part in parts:
            holder = holder.setdefault(part, {})
        holder[last] = _value(field, cell)
    if any(cells[width:]):
        request[_("more columns than the first row names")] = cells[width:]
    return request


def called(problem: str) -> str:
    """What people call the field that a message is about: contact.phone → Contact phone."""
    return str(_LABELS.get(problem, problem))


def _value(field: str, cell: str) -> str:
    if field in FIGURES:
        figure = plain_figure(cell)
        return figure.removesuffix(".00") if field in {"number_of_locations", "current_step"} else figure
    return re.sub(r"[\s-]+", "_", cell.upper()) if field in CODES else cell


def _refused(text: str) -> Invalid:
    return Invalid({"file": [text]})
