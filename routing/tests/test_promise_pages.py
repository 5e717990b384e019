"""Promises from a page: a call at a time, next steps of a contact, what I owe, done by one key."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core import clock
from core.actor import SYSTEM
from core.testing import assert_queries
from routing.actions.log_contact import PlannedStep
from routing.models import Communication, NextStep, WorkItem
from routing.pages.forms import usual_times
from routing.tests.pages import HTMX, browser_of, give, key, page, state
from routing.tests.promises import DAY, HOUR, call, log, soon, states
from routing.tests.test_page_actions import trigger
from routing.tests.worlds import waiting_item
from workforce.actions.book import book
from workforce.tests.factories import StaffFactory, TeamFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann():
    return StaffFactory(user__name="Ann Arbor", user__timezone="UTC", capacity={"AE": 9})


@pytest.fixture
def bob():
    return StaffFactory(user__name="Bob Barker", capacity={"AE": 5})


@pytest.fixture
def team(ann, bob):
    return TeamFactory(members=[ann, bob])


@pytest.fixture
def item(team, ann):
    made = waiting_item(team, contact_phone="+12125550123")
    give(made, ann)
    return made


def typed(instant):
    return timezone.localtime(instant).strftime("%Y-%m-%dT%H:%M")


def minute(span):
    return soon(span).replace(second=0)


# -- a promised call ---------------------------------------------------------------------------------------


def test_call_is_promised_and_a_clash_offers_the_nearest_times_as_buttons(item, ann):
    browser, when = browser_of(ann), minute(2 * DAY)
    book(ann.pk, starts_at=when, ends_at=when + HOUR, purpose="CALL", by=SYSTEM)
    form = {"callback_time": typed(when), "note": "after lunch"} | key()
    clash = browser.post(page("lead_callback", item), form, headers=HTMX)
    text = clash.content.decode()
    offered = re.findall(r'name="instead" value="([^"]+)"', text)
    assert (clash.status_code, len(offered), "after lunch" in text) == (409, 3, True)
    assert "You are taken at that time. Choose one of these, or another." in text
    assert NextStep.objects.count() == 0
    answer = browser.post(page("lead_callback", item), form | {"instead": offered[0]}, headers=HTMX)
    step = NextStep.objects.get()
    assert (answer.status_code, step.due_at.isoformat(), step.note) == (200, offered[0], "after lunch")
    assert trigger(answer)["toast"]["text"] == "Corner Shop: It is in your calendar."


def test_call_in_the_past_is_refused_on_the_form(item, ann):
    answer = browser_of(ann).post(page("lead_callback", item), {"callback_time": typed(minute(-DAY))} | key())
    assert (answer.status_code, "Choose a time that is still to come." in answer.content.decode()) == (422, True)
    assert NextStep.objects.count() == 0


# -- next steps of a contact --------------------------------------------------------------------------------

SAID = {"communication_type": "PHONE_CALL", "notes": "Two locations, wants a quote."}


def test_log_form_plans_a_call_and_two_steps(item, ann):
    when = minute(DAY)
    said = SAID | key() | {
        "outcome": "SCHEDULED_CALLBACK", "callback_at": typed(when), "step_1": "GENERATE_QUOTE",
        "step_1_at": typed(when + HOUR), "step_2": "SCHEDULE_FOLLOWUP", "step_2_at": typed(when + DAY),
    }  # fmt: skip
    assert browser_of(ann).post(page("lead_log", item), said, headers=HTMX).status_code == 200
    planned = NextStep.objects.order_by("due_at").values_list("kind", "due_at", "is_callback", "booking__purpose")
    assert list(planned) == [
        ("CALLBACK", when, True, "CALLBACK"),
        ("GENERATE_QUOTE", when + HOUR, False, None),
        ("SCHEDULE_FOLLOWUP", when + DAY, False, "NEXT_STEP"),
    ]


@pytest.mark.parametrize(
    ("more", "field", "says"),
    [
        ({"outcome": "SCHEDULED_CALLBACK"}, "callback_at", "Say when."),
        ({"outcome": "CONNECTED", "step_1": "OTHER"}, "step_1_at", "Say when."),
        ({"outcome": "CONNECTED", "step_1": "OTHER", "step_1_at": "2020-01-01T09:00"}, "step_1_at", "still to come"),
        ({"outcome": "CONNECTED", "step_2": "OTHER", "step_2_at": "x"}, "step_2_at", "valid date"),
    ],
)
def test_step_without_a_time_ahead_is_refused_and_nothing_is_logged(item, ann, more, field, says):
    answer = browser_of(ann).post(page("lead_log", item), SAID | key() | more, headers=HTMX)
    found = re.search(rf'id="log-{field}_error".*?</p>', answer.content.decode(), re.DOTALL)
    assert (answer.status_code, says in found[0]) == (422, True)
    assert (Communication.objects.count(), NextStep.objects.count()) == (0, 0)


def test_steps_of_a_lead_that_ends_are_left_out(item, ann):
    said = SAID | key() | {"outcome": "CLOSED_WON", "step_1": "OTHER"}
    assert browser_of(ann).post(page("lead_log", item), said, headers=HTMX).status_code == 200
    assert (state(item)[0], NextStep.objects.count()) == ("CLOSED", 0)


def test_form_beside_the_dialler_knows_how_and_counts_the_minutes(item, ann):
    browser = browser_of(ann)
    form = browser.get(page("lead_log", item), {"type": "VIDEO_CALL"}, headers=HTMX).content.decode()
    assert '<option value="VIDEO_CALL" selected>' in form
    assert "Began" in form
    assert re.search(r'data-ago="[^"]+[+-]\d\d:\d\d"', form)  # with its zone: the browser may be in another
    assert "autofocus" not in form
    began = (clock.now() - timedelta(minutes=6, seconds=30)).isoformat()
    said = SAID | key() | {"outcome": "CONNECTED", "began": began}
    assert browser.post(page("lead_log", item), said, headers=HTMX).status_code == 200
    assert browser.post(page("lead_log", item), said | key() | {"duration_minutes": "3"}).status_code == 302
    mail = said | key() | {"communication_type": "EMAIL"}
    assert browser.post(page("lead_log", item), mail).status_code == 302
    assert list(Communication.objects.order_by("id").values_list("duration_minutes", flat=True)) == [7, 3, None]


@pytest.mark.parametrize(
    ("quick", "notes"), [("NO_ANSWER", "No answer, voicemail left."), ("NO_ANSWER_NO_VM", "No answer, no voicemail.")]
)
def test_no_answer_is_one_button_and_needs_no_words(item, ann, quick, notes):
    said = {"communication_type": "PHONE_CALL", "outcome": "CONNECTED", "notes": "", "quick": quick} | key()
    assert browser_of(ann).post(page("lead_log", item), said, headers=HTMX).status_code == 200
    assert list(Communication.objects.values_list("outcome", "notes")) == [(quick, notes)]


def test_links_that_dial_and_write_open_the_form_for_the_owner_only(item, ann, bob):
    mine = browser_of(ann).get(page("lead_panel", item)).content.decode()
    assert f'data-beside="{page("lead_log", item)}?type=PHONE_CALL"' in mine
    theirs = browser_of(bob).get(page("lead_panel", item)).content.decode()
    assert ('href="tel:+12125550123"' in theirs, "data-beside" in theirs) == (True, False)


# -- what I owe ----------------------------------------------------------------------------------------------


def titles(text):
    return re.findall(r"<h2[^>]*>\s*([\w ]+?) <span", text)


def test_actions_page_shows_what_i_owe_overdue_first(item, team, ann):
    log(item, ann, "CONNECTED", PlannedStep("GENERATE_QUOTE", soon(2 * DAY), note="two sites"))
    late = log(item, ann, "CONNECTED", PlannedStep("OTHER", soon())).next_steps[0]
    NextStep.objects.filter(pk=late.pk).update(due_at=clock.now() - HOUR)
    tried = waiting_item(team, business_name="Nobody Home")
    give(tried, ann)
    log(tried, ann, "NO_ANSWER", at=clock.now() - 2 * HOUR)
    browser = browser_of(ann)
    text = browser.get(reverse("my_actions")).content.decode()
    assert titles(text) == ["Overdue", "The next days"]
    assert re.findall(r'class="owed-what">([\w ]+)', text) == ["Something else", "Try again", "Make the quote "]
    part = browser.get(reverse("my_actions"), headers=HTMX).content.decode()
    assert part.strip().startswith('<div id="actions-list"')


def test_nothing_owed_teaches_what_stands_here(ann):
    assert "You owe nothing" in browser_of(ann).get(reverse("my_actions")).content.decode()


def test_actions_page_costs_the_same_however_much_is_owed(item, ann):
    browser = browser_of(ann)
    log(item, ann, "CONNECTED", PlannedStep("OTHER", soon()))
    browser.get(reverse("my_actions"))
    with assert_queries(7):
        browser.get(reverse("my_actions"))
    log(
        item, ann, "CONNECTED", PlannedStep("OTHER", soon()), PlannedStep("SCHEDULE_FOLLOWUP", soon(), in_calendar=True)
    )
    with assert_queries(7):
        browser.get(reverse("my_actions"))


def test_action_is_done_or_off_from_the_page_once_and_by_its_owner(item, ann, bob):
    quote, follow = log(
        item, ann, "CONNECTED", PlannedStep("GENERATE_QUOTE", soon()),
        PlannedStep("SCHEDULE_FOLLOWUP", soon(), in_calendar=True),
    ).next_steps  # fmt: skip
    done, off = reverse("step_done", args=[quote.public_id]), reverse("step_off", args=[follow.public_id])
    assert browser_of(bob).post(done, key()).status_code == 403
    browser, form = browser_of(ann), key()
    answers = [browser.post(done, form, headers=HTMX) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert trigger(answers[0])["toast"]["text"] == "Corner Shop: Make the quote: done."
    assert browser.post(off, key(), headers=HTMX).status_code == 200
    assert states() == [("GENERATE_QUOTE", "DONE"), ("SCHEDULE_FOLLOWUP", "CANCELLED")]
    late = browser.post(done, key(), headers=HTMX)
    assert (late.status_code, trigger(late)["toast"]["text"]) == (409, "This action is done or off already.")
    assert browser.post(reverse("step_done", args=["act_x"]), key()).status_code == 404


def test_panel_shows_what_is_owed_with_its_buttons_to_the_owner(item, ann, bob):
    call(item, ann, note="after lunch")
    mine = browser_of(ann).get(page("lead_panel", item)).content.decode()
    theirs = browser_of(bob).get(page("lead_panel", item)).content.decode()
    for text in (mine, theirs):
        assert re.search(r'class="owed-what">Call back <span class="text-secondary">after lunch', text)
    assert (mine.count("/done/"), theirs.count("/done/")) == (2, 0)
    assert "call back: " in mine  # in its story


# -- parking -----------------------------------------------------------------------------------------------


def test_lead_is_parked_until_a_usual_time(item, ann):
    browser = browser_of(ann)
    form = browser.get(page("lead_park", item)).content.decode()
    assert re.findall(r'<option value="(\w*)"', form)[-3:] == ["tomorrow", "monday", ""]
    assert browser.post(page("lead_park", item), key() | {"choice": "", "reason": "Travels"}).status_code == 422
    assert browser.post(page("lead_park", item), key() | {"choice": "monday", "reason": "Travels"}).status_code == 302
    until = WorkItem.objects.get(pk=item.pk).parked_until
    assert (until.weekday(), until.hour, until > clock.now()) == (0, 9, True)


@pytest.mark.parametrize(
    ("hour", "names"), [(8, ["hour", "afternoon", "tomorrow", "monday"]), (13, ["hour", "tomorrow", "monday"])]
)
def test_usual_times_are_all_still_to_come(hour, names):
    now = timezone.localtime().replace(hour=hour, minute=30)
    times = usual_times(now)
    assert list(times) == names
    assert all(until > now for _label, until in times.values())
