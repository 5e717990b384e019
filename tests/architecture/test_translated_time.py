"""The pages of calls and of working time speak the language of who reads them, as test_translations.py says it."""

import re
from zoneinfo import available_timezones

import pytest
from django.urls import reverse

from accounts.enums import Role
from accounts.tests.factories import UserFactory
from core import clock
from routing.tests.pages import browser_of
from scheduling.actions import claim_call
from scheduling.tests.wizard import CALENDAR, FLEXIBLE, FLEXIBLE_ANSWER, Reader, address
from scheduling.tests.worlds import NOW, as_member, booked, caller, customer, desk, waiting
from tests.architecture.spoken import LANGUAGES, speak, texts_of, unspoken
from workforce.queries.public_holidays import countries

pytestmark = pytest.mark.django_db

#: numbers of calls, names, what a customer has typed, and weeks whose month is short for the same word
DATA = re.compile(
    r"CALL-\d{4}-\d{6}|Jo Doe|Ann Arbor|^JD$|^Company \d+$|^About my invoice$|^weekday mornings$"
    r"|^\+1 212-555-0123 \(Mobile\)$|\d+ Mar – \d+ Mar \d{4}"
    r"|^[\U0001F1E6-\U0001F1FF]{2} \+\d+ .*"  # countries by their calling codes: many are called alike
)
#: as the package of holidays names them, in English alone
COUNTRIES = {name for code, called in countries() for name in (called, f"{called} ({code})")}
PLACES = {zone.partition("/")[2].replace("_", " ") for zone in available_timezones()}


@pytest.fixture(autouse=True)
def monday():
    with clock.moved(to=NOW):
        yield


@pytest.fixture
def ann():
    return caller("Ann Arbor", user__timezone="America/New_York")


@pytest.fixture
def team(ann):
    return desk(ann, name="South")


@pytest.fixture
def jo():
    return customer(user__name="Jo Doe")


def alike(user, browser, pages, language) -> dict[str, list[str]]:
    found = {}
    for page in pages:
        speak(user, "en")
        english = texts_of(browser, page, language)
        speak(user, language)
        words = unspoken(english.found, texts_of(browser, page, "en").found, language)
        words = [one for one in words if re.search(r"[A-Za-z]{2}", DATA.sub("", one))]
        if held := [one for one in words if one not in COUNTRIES | PLACES]:
            found[page] = held
    return found


def of(call, *names: str) -> list[str]:
    return [reverse(name, args=[call.public_id]) for name in names]


@pytest.mark.parametrize("language", LANGUAGES)
def test_calls_of_a_member(ann, team, jo, language):
    line, mine, agreed = waiting(jo), waiting(jo), booked(jo)
    claim_call(mine.pk, ann, by=as_member(ann), at=clock.now())
    pages = [
        reverse("calls"),
        *of(line, "call", "call_panel"),
        *of(mine, "call", "desk_propose", "desk_confirm", "desk_release", "desk_cancel", "desk_edit"),
        *of(agreed, "call", "desk_reschedule", "desk_hand_over"),
        reverse("calendar_feed"),
    ]
    assert alike(ann.user, browser_of(ann), pages, language) == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_hours_of_a_member(ann, team, language):
    pages = [
        reverse("my_hours"),
        reverse("my_calendar"),
        reverse("staff_time_off", args=[ann.public_id]),
        reverse("staff_day", args=[ann.public_id, "2027-03-03"]),
        reverse("staff_country", args=[ann.public_id]),
        reverse("team_availability"),
    ]
    assert alike(ann.user, browser_of(ann), pages, language) == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_calls_and_hours_of_a_supervisor(ann, team, jo, language):
    agreed = booked(jo)
    user = UserFactory(roles=[Role.SUPERVISOR], name="Ann Arbor")
    pages = [
        reverse("calls"),
        *of(agreed, "call", "desk_hand_over"),
        reverse("figures") + "?report=calls",
        reverse("team_availability"),
        reverse("rota"),
        reverse("shift_new", args=[team.public_id]),
        reverse("closures"),
        reverse("staff_hours", args=[ann.public_id]),
        reverse("staff_calendar", args=[ann.public_id]),
    ]
    assert alike(user, browser_of(user), pages, language) == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_calls_of_a_customer(team, jo, language):
    line, agreed = waiting(jo), booked(jo)
    pages = [
        reverse("my_calls"),
        *of(line, "my_call", "cancel_my_call"),
        *of(agreed, "my_call", "move_my_call", "cancel_my_call"),
    ]
    assert alike(jo.user, browser_of(jo.user), pages, language) == {}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("steps", "own"), [(CALENDAR, {}), (FLEXIBLE, FLEXIBLE_ANSWER)])
def test_wizard(team, jo, steps, own, language):
    reader = Reader(jo).begin().answer(*steps, **own)
    pages = [address(), *(address(step) for step in (*steps, "review"))]
    assert alike(jo.user, reader.client, pages, language) == {}
    done = reader.submit()["Location"]
    assert alike(jo.user, reader.client, [done], language) == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_wizard_of_a_guest_speaks_the_language_of_the_browser(team, language):
    found = {}
    for step in ("", "topic"):
        reader = Reader()
        english = texts_of(reader.client, address(step), "en")
        translated = texts_of(reader.client, address(step), language)
        assert translated.language == language
        found[step] = unspoken(english.found, translated.found, language)
    assert found == {"": [], "topic": []}
