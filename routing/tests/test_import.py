"""A file of leads: it is read or refused in words, and nothing is a lead before somebody says so."""

import csv
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.errors import Invalid
from core.web.spreadsheet import harmless
from routing.actions.run_batch import run_batches
from routing.intake.files import MOST_BYTES, MOST_ROWS, guessed, read_table, told
from routing.models import Batch, IntakeRule, Lead, QueueEntry
from routing.rules.figures import plain_figure
from routing.tests.pages import admin, browser_of, key
from routing.tests.worlds import waiting_item
from workforce.tests.factories import StaffFactory, TeamFactory

pytestmark = pytest.mark.django_db
HEAD = "Email,Company,Contact name,Annual revenue,Locations,Phone\n"
GOOD = HEAD + 'a@example.com,"Café ""Bleu"", Paris",Jo,"$2,500,000",12,212 555 0123\n'


@pytest.fixture
def team():
    team = TeamFactory(members=[StaffFactory(capacity={"AE": 5})])
    IntakeRule.objects.create(queue="AE", region="", team=team)
    return team


def sent(browser, text, name="leads.csv"):
    raw = text if isinstance(text, bytes) else text.encode()
    return browser.post(reverse("lead_imports"), {"file": SimpleUploadedFile(name, raw), **key()})


def previewed(browser, text):
    answer = sent(browser, text)
    assert answer.status_code == 302, answer.content
    return answer["Location"], browser.get(answer["Location"])


def imported(browser, text, **columns):
    address, page = previewed(browser, text)
    chosen = columns or page.context["form"].data
    answer = browser.post(address, {**chosen, "do": "import", **key()})
    assert answer.status_code == 302, answer.content
    run_batches()
    return Batch.objects.get(), answer["Location"]


# --- reading ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text, figure",
    [
        ("2500000", "2500000"), ("$2,500,000", "2500000"), ("2.500.000,50 €", "2500000.50"), ("2 500 000", "2500000"),
        ("2'500'000.5", "2500000.5"), ("1.500", "1500"), ("1,5", "1.5"), ("12.75", "12.75"), ("-3", "-3"),
        ("CHF 4 000", "4000"), ("many", "many"), ("", ""), ("1e9", "1e9"), ("=1+1", "=1+1"),
    ],
)  # fmt: skip
def test_amount_is_read_as_people_write_it(text, figure):
    assert plain_figure(text) == figure


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_file_is_read_whatever_separates_its_cells(separator, bom, ending):
    lines = [["Email", 'A "b"'], ["a@b.c", f"x{separator}y"], ["", ""], ["ü", "line\nbreak"]]
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator=ending).writerows(lines)
    table = read_table((bom + out.getvalue()).encode())
    assert (table.header, table.rows) == (lines[0], [lines[1], lines[3]])


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"Email\n", b"\x00\x01\x02", "Email\na@b.c".encode("utf-16"), "Email\nJosé".encode("latin-1"),
        b'Email\n"torn', b"PK\x03\x04\x14\x00", b"Email\n" + b"x" * 4001, b"a," * 61 + b"\n1",
        b"Email\n" + b"a\n" * (MOST_ROWS + 1), b"x" * (MOST_BYTES + 1), b"Email\n" + b"y" * 200_000,
    ],
)  # fmt: skip
def test_file_that_is_none_is_refused_in_words_and_nothing_is_kept(raw):
    with pytest.raises(Invalid) as refused:
        read_table(raw)
    assert list(refused.value.details) == ["file"]
    answer = sent(admin(), raw)
    assert (answer.status_code, Batch.objects.count()) == (422, 0)


def test_columns_are_guessed_by_what_people_call_them():
    header = ["E-Mail", "Empresa", "Full name", "Teléfono", "Chiffre d'affaires", "Email", "Shoe size", ""]
    fields = ["email", "business_name", "contact_name", "contact_phone", "annual_revenue"]
    assert guessed(header) == {str(number): field for number, field in enumerate(fields)}


def test_row_is_told_as_the_api_would_be():
    columns = {"0": "email", "1": "annual_revenue", "2": "cohort", "3": "contact_name", "4": "number_of_locations"}
    cells = ["a@example.com", "1.500,00", "self-serve", "", "12.00", "extra"]
    request = told(cells, columns, 5)
    assert request.pop("more columns than the first row names") == ["extra"]
    assert request == {
        "email": "a@example.com",
        "contact": {},
        "profile": {"annual_revenue": "1500.00", "number_of_locations": "12"},
        "cohort": "SELF_SERVE",
        "source": {"channel": "IMPORT"},
    }


# --- preview and import -----------------------------------------------------------------------------


def test_preview_says_what_happens_and_stores_no_lead(team):
    text = GOOD + "nothing,B,Bo\nA@example.com,C,Cy\nc@example.com,,Di\nd@example.com,E,Ed,1,2,3,4,5\n"
    _, page = previewed(admin(), text)
    table = page.context["table"]
    assert [(line.number, [field for field, _ in line.problems], line.note) for line in table.lines] == [
        (1, [], ""),
        (2, ["Email"], ""),
        (3, [], "the business of row 1 again"),
        (4, ["Business name"], ""),
        (5, ["Contact phone", "more columns than the first row names"], ""),
    ]
    assert (table.total, table.refused, table.repeated) == (5, 3, 1)
    assert Lead.objects.count() == 0


def test_rows_become_leads_and_each_refusal_can_be_downloaded(team):
    known = waiting_item(team, email="known@example.com")
    browser = admin()
    text = GOOD + "=cmd|' /C calc'!A0,B,Bo\nKNOWN@example.com,C,Cy\nA@example.com,D,Di\n@x,<script>,Ed\n"
    batch, address = imported(browser, text)
    assert (batch.state, batch.done, batch.failed) == ("DONE", 3, 2)
    said = [row.result.get("result") or row.result["code"] for row in batch.rows.order_by("position")]
    assert said == ["created", "VALIDATION_FAILED", "standing", "standing", "VALIDATION_FAILED"]
    lead = Lead.objects.get(email="a@example.com")
    assert (lead.business_name, lead.annual_revenue, lead.cohort) == ('Café "Bleu", Paris', 2_500_000, "MANAGED")
    assert (lead.contact_phone, lead.channel) == ("+12125550123", "IMPORT")
    assert QueueEntry.objects.filter(lead=known.queue_entry.lead).count() == 1
    page = browser.get(address)
    assert "<script>" not in page.content.decode().split("<main")[1]
    file = browser.get(reverse("batch_refused", args=[batch.public_id]))
    rows = list(csv.reader(io.StringIO(b"".join(file).decode("utf-8-sig"))))
    assert rows[0] == [
        "row",
        "Email",
        "Company",
        "Contact name",
        "Annual revenue",
        "Locations",
        "Phone",
        "what is wrong",
    ]
    assert rows[1][:2] == ["2", "'=cmd|' /C calc'!A0"]
    assert (rows[2][1], rows[2][-1]) == ("'@x", "Email: Enter a valid email address.")


def test_columns_can_be_chosen_otherwise(team):
    columns = {"0": "contact_name", "1": "business_name", "2": "email"}
    batch, _ = imported(admin(), "a,b,c\nJo,Corner Shop,a@example.com\n", **columns)
    assert (batch.done, Lead.objects.get().contact_name) == (1, "Jo")


@pytest.mark.parametrize(
    "columns", [{}, {"0": "email"}, {"0": "email", "1": "email", "2": "contact_name"}, {"0": "password"}]
)
def test_columns_that_say_too_little_start_nothing(team, columns):
    browser = admin()
    address, _ = previewed(browser, "a,b,c\nJo,Corner Shop,a@example.com\n")
    answer = browser.post(address, {**columns, "do": "import", **key()})
    assert (answer.status_code, Batch.objects.get().state) == (422, "DRAFT")


def test_form_sent_twice_starts_one_import(team):
    browser = admin()
    address, page = previewed(browser, GOOD)
    form = {**page.context["form"].data, "do": "import", **key()}
    first, again = browser.post(address, form), browser.post(address, form)
    assert first["Location"] == again["Location"]
    run_batches()
    assert Lead.objects.count() == 1
    assert browser.get(address)["Location"] == first["Location"]


def test_ten_thousand_rows_are_previewed_and_imported_in_chunks(team):
    text = HEAD + "".join(f"p{n}@example.com,Shop {n},Jo,10,1,\n" for n in range(MOST_ROWS))
    _address, page = previewed(admin(), text)
    assert page.context["table"].total == MOST_ROWS
    Batch.objects.all().delete()
    batch, _ = imported(admin(), "\n".join(text.split("\n")[:252]))
    assert (batch.state, batch.done, Lead.objects.count()) == ("DONE", 251, 251)


def test_import_is_for_those_who_run_the_queue(team):
    ae = browser_of(StaffFactory())
    assert ae.get(reverse("lead_imports")).status_code == 403
    _, page = previewed(admin(), GOOD)
    batch = page.context["batch"]
    assert ae.get(reverse("batch", args=[batch.public_id])).status_code == 404


@pytest.mark.parametrize(
    "cell, shown", [("=1", "'=1"), ("+1", "'+1"), ("-1", "'-1"), ("@x", "'@x"), ("a=1", "a=1"), (-1, -1)]
)
def test_no_cell_is_a_formula_in_a_spreadsheet(cell, shown):
    assert harmless(cell) == shown


def test_progress_page_follows_its_batch_and_can_stop_it(team):
    browser = admin()
    address, page = previewed(browser, GOOD)
    form = {**page.context["form"].data, "do": "import", **key()}
    here = browser.post(address, form)["Location"]
    shown = browser.get(here).content.decode()
    assert re.search(r'data-live="batch\.batch_\w+"', shown)
    assert "still to do" in browser.get(here, headers={"HX-Request": "true"}).content.decode()
    assert browser.post(f"{here}stop/", key())["Location"] == here
    assert (run_batches(), Batch.objects.get().state, Lead.objects.count()) == (0, "CANCELLED", 0)
    assert 'data-live="batch' not in browser.get(here).content.decode().split("<main")[1]
    assert Batch.objects.get().public_id in browser.get(reverse("batches")).content.decode()
    assert Batch.objects.get().public_id not in admin().get(reverse("batches")).content.decode()
    assert Batch.objects.get().public_id in admin().get(reverse("batches"), {"whose": "all"}).content.decode()
