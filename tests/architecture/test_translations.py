r"""Every word in every language: the catalogues are whole, compiled, and pages speak them.

After marking new words, with GNU gettext at hand (nobody else needs it, the compiled catalogues are checked in):

    bin/manage makemessages -l es -l fr --no-location --no-obsolete --no-wrap -e html,txt,py \
        -i .venv -i var -i static -i bench -i tests -i '*/tests/*' -i '*/demo/*'
    bin/manage compilemessages -l es -l fr -i .venv
"""

import gettext
import re

import pytest
from django.test import Client
from django.urls import reverse

from accounts.enums import Role
from accounts.tests.factories import PASSWORD, UserFactory
from core import clock
from core.actor import SYSTEM
from notifications.models import Notification
from routing.actions.auto_assign_work import auto_assign_work
from routing.enums import State
from routing.models import Decision
from routing.tests.pages import browser_of, key, page, state
from routing.tests.worlds import locked, waiting_item
from tests.architecture.spoken import LANGUAGES, PLACEHOLDER, entries, folder, speak, texts_of, unspoken
from workforce.tests.factories import StaffFactory, TeamFactory

# -- the catalogues ----------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_translated_by_a_person(language):
    assert [entry.msgid for entry in entries(language) if entry.is_fuzzy or not all(entry.msgstr)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_are_those_of_the_message(language):
    """A singular may leave out its number; nothing else may be lost or invented."""
    wrong = []
    for entry in entries(language):
        asked = set(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
        if any(set(PLACEHOLDER.findall(text)) != asked for text in entry.msgstr):
            wrong.append(entry.msgid)
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_plurals_have_both_forms(language):
    assert [one.msgid for one in entries(language) if len(one.msgstr) != (2 if one.msgid_plural else 1)] == []


def test_languages_hold_the_same_messages():
    assert [entry.key for entry in entries("es")] == [entry.key for entry in entries("fr")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_compiled_catalogue_is_up_to_date(language):
    with (folder(language) / "django.mo").open("rb") as compiled:
        held = gettext.GNUTranslations(compiled)._catalog
    texts = {name: text for name, text in held.items() if name}
    source = {}
    for entry in entries(language):
        name = entry.key.partition("\x00")[0]
        source |= (
            {(name, n): text for n, text in enumerate(entry.msgstr)} if entry.msgid_plural else {name: entry.msgstr[0]}
        )
    assert texts == source


def test_french_puts_a_space_that_does_not_break_before_double_signs():
    tight = re.compile(r"(?<=[\w)»’]) [:;?!](?: |$)|(?<=\w)[;?!](?: |$)")
    assert [text for entry in entries("fr") for text in entry.msgstr if tight.search(text)] == []


def test_spanish_questions_open_with_their_sign():
    texts = [text for entry in entries("es") for text in entry.msgstr]
    assert [text for text in texts if text.count("?") != text.count("¿") or text.count("!") != text.count("¡")] == []


# -- the pages ---------------------------------------------------------------------------------------


@pytest.fixture
def world(db):
    """An AE with a waiting lead, one chosen for them, and a message about it."""
    ann = StaffFactory(user__name="Ann Arbor", capacity={"AE": 5}, user__timezone="America/New_York")
    team = TeamFactory(name="South", members=[ann])
    waiting = waiting_item(team, business_name="Corner Shop", quote_value_estimate=1_250_000)
    mine = waiting_item(team, business_name="Second Shop", contact_phone="+12125550123")
    auto_assign_work(locked(mine), by=SYSTEM, at=clock.now())
    assert Notification.objects.exists()
    return ann, waiting, mine


def addresses(world) -> list[str]:
    _ann, waiting, mine = world
    item = type(mine).objects.select_related("decision").get(pk=mine.pk)
    return [
        reverse("ae_queue"),
        page("lead", waiting),
        page("lead", mine),
        page("lead_log", mine),
        page("lead_park", mine),
        page("lead_callback", mine),
        reverse("my_actions"),
        page("lead_release", mine),
        reverse("decision", args=[item.decision.public_id]),
        reverse("journey", args=[item.journey_id]),
        reverse("profile"),
        reverse("notifications"),
        reverse("notification_preferences"),
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_of_an_ae_speak_the_language_of_the_profile(world, language):
    user = world[0].user
    browser = browser_of(world[0])
    for address in addresses(world):
        speak(user, "en")
        english = texts_of(browser, address, language)
        speak(user, language)
        translated = texts_of(browser, address, "en")
        assert (english.language, translated.language) == ("en", language)
        assert unspoken(english.found, translated.found, language) == [], address


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_of_a_supervisor_speak_the_language_of_the_profile(world, language):
    ann, waiting, mine = world
    user = UserFactory(roles=[Role.SUPERVISOR], name="Ann Arbor")
    browser = browser_of(user)
    pages = [
        reverse("ae_queue"),
        page("lead", waiting),
        page("lead_assign", mine),
        reverse("retire_member", args=[ann.public_id]),
        reverse("notifications"),
        reverse("wall"),
        reverse("team"),
        reverse("lead_imports"),
        reverse("batches"),
        reverse("reassign_leads"),
        reverse("figures"),
        reverse("decisions"),
        reverse("decision", args=[Decision.objects.get().public_id]),
        reverse("policies"),
        reverse("policy", args=["AE"]),
        reverse("policy_versions", args=["AE"]),
        reverse("policy", args=["AE", ann.teams.get().public_id]),
        reverse("search") + "?q=corner",
        reverse("search") + "?q=nothing",
    ]
    for address in pages:
        speak(user, "en")
        english = texts_of(browser, address, language)
        speak(user, language)
        assert unspoken(english.found, texts_of(browser, address, "en").found, language) == [], address


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("role", [Role.IC, Role.CUSTOMER])
def test_start_page_speaks_the_language_of_the_profile(world, role, language):
    user = UserFactory(roles=[role], name="Ann Arbor")
    browser = browser_of(user)
    english = texts_of(browser, "/", "en")
    speak(user, language)
    assert unspoken(english.found, texts_of(browser, "/", "en").found, language) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["login", "password_reset", "password_reset_done"])
def test_pages_before_the_login_speak_the_language_of_the_browser(db, name, language):
    english, translated = (texts_of(Client(), reverse(name), spoken) for spoken in ("en", language))
    assert (english.language, translated.language) == ("en", language)
    assert unspoken(english.found, translated.found, language) == []


@pytest.mark.parametrize(
    ("language", "refusal"),
    [("es", "Elija una hora que aún esté por venir."), ("fr", "Choisissez un moment à venir.")],
)
def test_refusal_of_an_action_stands_on_the_form_in_the_language_of_the_profile(world, language, refusal):
    ann, _waiting, mine = world
    speak(ann.user, language)
    form = key() | {"until": "2020-01-01T09:00", "reason": "later"}
    answer = browser_of(ann).post(page("lead_park", mine), form)
    assert (answer.status_code, refusal in answer.content.decode()) == (422, True)
    assert state(mine)[0] == State.ASSIGNED


@pytest.mark.parametrize(
    ("language", "refusal"),
    [("es", "El correo o la contraseña no son correctos."), ("fr", "L’e-mail ou le mot de passe est incorrect.")],
)
def test_refused_login_says_so_in_the_language_of_the_browser(db, language, refusal):
    answer = Client().post(
        reverse("login"), {"email": "a@b.test", "password": PASSWORD}, headers={"Accept-Language": language}
    )
    assert (answer.status_code, refusal in answer.content.decode()) == (422, True)
