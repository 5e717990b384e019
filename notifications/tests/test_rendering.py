"""Every message in every language, with nothing missing."""

from dataclasses import MISSING as NOT_GIVEN
from dataclasses import fields
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default

import pytest
from django.conf import settings
from django.utils import translation

from notifications.enums import Channel
from notifications.messages import MESSAGES, message_of
from notifications.models import OutboxMessage
from notifications.rendering import Reader, Renderer
from notifications.rules.segments import size_of
from notifications.samples import CONTEXTS, rendered_sample, sample
from notifications.sending import send_due
from notifications.tests.factories import new_lead, told
from workforce.tests.factories import StaffFactory

LANGUAGES = [code for code, _ in settings.LANGUAGES]
MISSING = "⟦missing %s⟧"
NAMES = {"business_name", "customer_name", "company_name", "member_name"}
SARAH = Reader("Sarah", "en", "America/New_York")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", MESSAGES)
def test_message_with_every_field_has_no_missing_variable(kind, language):
    message = rendered_sample(kind, language, by=Renderer(missing=MISSING))
    for part in (message.subject, message.text, message.html, message.sms):
        assert part.strip()
        assert "⟦missing" not in part
        assert "{{" not in part
        assert "{%" not in part


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", MESSAGES)
def test_message_with_nothing_optional_has_no_missing_variable(kind, language):
    needed = {
        field.name
        for field in fields(MESSAGES[kind])
        if NOT_GIVEN is field.default and NOT_GIVEN is field.default_factory
    }
    context = {name: value for name, value in CONTEXTS[kind].items() if name in needed}
    message = Renderer(missing=MISSING).render(
        message_of(kind, context), Reader("Ana", language, "UTC"), priority="LOW"
    )
    assert "⟦missing" not in message.subject + message.text + message.html + message.sms
    assert "None" not in message.text


@pytest.mark.parametrize("kind", MESSAGES)
def test_message_is_translated(kind):
    said = {language: rendered_sample(kind, language) for language in LANGUAGES}
    assert len({message.subject for message in said.values()}) == len(LANGUAGES)
    assert len({message.text for message in said.values()}) == len(LANGUAGES)


@pytest.mark.parametrize("kind", MESSAGES)
def test_every_kind_with_a_message_has_a_sample(kind):
    assert sample(kind).kind == kind


def test_message_shows_times_in_the_readers_zone_and_names_it():
    message = rendered_sample("SLA_WARNING", "en")
    assert message.subject == "Get in touch by 12:15 EDT: John's Fine Dining LLC"
    assert "Get in touch by: Oct. 9, 2026, 12:15 EDT" in message.text.replace("October 9, 2026", "Oct. 9, 2026")
    assert "Times are in your zone, America/New_York." in message.text


def test_message_in_text_is_not_escaped_and_in_html_is():
    lead = message_of("NEW_LEAD_ASSIGNED", new_lead(business_name="A & B <script>alert(1)</script>"))
    message = Renderer().render(lead, SARAH, priority="LOW")
    assert "A & B <script>" in message.text
    assert "<script>" not in message.html
    assert "A &amp; B &lt;script&gt;" in message.html


def test_message_links_to_our_host_only():
    message = rendered_sample("NEW_LEAD_ASSIGNED", "en")
    assert f"{settings.BASE_URL}/leads/lead_01jd5n4q3m7v8w9x0y1z2a3b4c/" in message.text
    links = [part.split('"')[0] for part in message.html.split('href="')[1:]]
    assert [link for link in links if not link.startswith((settings.BASE_URL, "tel:"))] == []


def test_message_carries_its_styles_in_the_elements():
    html = rendered_sample("SLA_BREACH", "en").html
    assert 'class="edge edge-late" style="' in html


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", MESSAGES)
def test_text_message_is_two_segments_at_most_and_keeps_its_address(kind, language):
    long = CONTEXTS[kind] | dict.fromkeys(NAMES & CONTEXTS[kind].keys(), "Ñandú & Çelik “Fine” Dining " * 7)
    message = Renderer().render(message_of(kind, long), Reader("Ana", language, "UTC"), priority="LOW")
    assert size_of(message.sms).segments <= 2
    assert message.sms.endswith(f" {message.url}" if message.url else ".")


def test_text_message_says_what_the_caller_adds():
    assert rendered_sample("SLA_WARNING", "en").sms == (
        "Get in touch by 12:15 EDT: John's Fine Dining LLC, John Doe. Restaurant vertical, 12 locations "
        f"{settings.BASE_URL}/leads/lead_01jd5n4q3m7v8w9x0y1z2a3b4c/"
    )


def test_message_does_not_change_the_language_around_it():
    with translation.override("fr"):
        rendered_sample("SLA_BREACH", "es")
        assert translation.get_language() == "fr"


@pytest.mark.django_db
def test_subject_is_stored_in_the_recipients_language():
    (made,) = told(StaffFactory(user__language="fr"))
    assert made.subject == "Nouveau prospect pour vous : John Doe - John's Fine Dining LLC"


@pytest.mark.django_db
def test_mail_says_what_mail_programs_look_at():
    staff = StaffFactory(user__name="Sarah", user__timezone="America/New_York")
    due = datetime(2026, 10, 9, 16, 15, tzinfo=UTC)
    (made,) = told(staff, context=new_lead(contact_by=due), overrides={"custom_message": "12 locations"})
    send_due(Channel.EMAIL)
    kept = OutboxMessage.objects.get()
    key = f"<{made.deliveries_[0].public_id}@switchboard.test>"
    mail = message_from_bytes(bytes(kept.raw), policy=default)
    assert (kept.key, kept.to, kept.subject) == (key, staff.email, made.subject)
    assert mail["Message-ID"] == key
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Reply-To"] == settings.DEFAULT_FROM_EMAIL
    assert mail["Subject"] == made.subject
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    assert "12 locations" in kept.text
    assert "12 locations" in kept.html
    assert "12:15 EDT" in kept.text
