"""What every event owes the reader of a story, and every subscriber the dispatcher."""

import string
from dataclasses import fields

from events import registry

#: told elsewhere than in a customer's story: the audit list shows their name and fields
WITHOUT_SENTENCE = {
    "accounts": "what people do with logins, keys and profiles",
    "workforce": "what members do with their day",
    "notifications": "each message is shown with its deliveries",
}
#: subscribers hear an event at least once; why a second time does no harm
HARMLESS_TWICE = {
    "routing.subscribers.fill_freed_capacity": "assigns only while somebody has room and something waits",
    "scheduling.subscribers.keep_call_covered": "acts on the call as it is: the second time nothing is missing",
    "scheduling.subscribers.keep_session_covered": "the second time its session has somebody, or is off",
    "scheduling.subscribers.pass_sessions_on": "passes on what the member still has in that time",
    "scheduling.subscribers.keep_sessions_without_host": "the second time there is nobody left to let off",
    "scheduling.subscribers.keep_merchant_informed": "invites once more to where they are, with links that count",
    "scheduling.subscribers.ask_for_new_times": "the second time the answer is owed already",
    "routing.subscribers.hand_back_what_nobody_can_do": "the second time there is nothing left to hand back",
    "notifications.subscribers.tell_of_lost_calendar": "told once for each event, and only while it lasts",
    "notifications.subscribers.nothing_to_tell_of_calendar": "the second time nothing is left to withdraw",
}


def events():
    return {name: payload for name, payload in registry.EVENTS.items() if "tests" not in payload.__module__.split(".")}


def test_every_event_has_a_sentence_or_belongs_to_an_app_that_is_listed():
    silent = {
        name
        for name, payload in events().items()
        if not getattr(payload, "sentence", "") and payload.__module__.split(".")[0] not in WITHOUT_SENTENCE
    }
    assert silent == set()


def test_every_event_is_named_by_noun_and_participle():
    named = {name: payload.__name__ for name, payload in events().items()}
    expected = {name: "".join(part.title() for part in name.replace(".", "_").split("_")) for name in named}
    assert named == expected


def test_every_event_is_frozen():
    assert [name for name, payload in events().items() if not payload.__dataclass_params__.frozen] == []


def test_personal_fields_are_fields():
    unknown = {
        name: sorted(set(getattr(payload, "personal", ())) - {field.name for field in fields(payload)})
        for name, payload in events().items()
    }
    assert {name: missing for name, missing in unknown.items() if missing} == {}


def test_every_subscriber_says_why_twice_is_harmless():
    heard = {path for handlers in registry.SUBSCRIBERS.values() for path in handlers if ".tests." not in path}
    assert heard == set(HARMLESS_TWICE)


def test_every_subscriber_hears_events_that_exist():
    assert sorted(set(registry.SUBSCRIBERS) - set(registry.EVENTS)) == []


def test_every_placeholder_of_a_sentence_is_named():
    """A sentence speaks of fields of its event, or of what the page adds to them."""
    unknown = {}
    for name, payload in events().items():
        known = {field.name for field in fields(payload)} | {"parts_text"}
        asked = {part for _, part, _, _ in string.Formatter().parse(getattr(payload, "sentence", "")) if part}
        if asked - known:
            unknown[name] = sorted(asked - known)
    assert unknown == {}
