"""From a message and its reader to words: subject, text, HTML and SMS in the reader's language and zone."""

import re
from dataclasses import dataclass, fields
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import css_inline
from django.conf import settings
from django.template.backends.django import DjangoTemplates
from django.utils import timezone, translation

from notifications.enums import Priority, Reason
from notifications.messages import Message
from notifications.messages.invitations import InvitingMessage
from notifications.people import Reader
from notifications.rules.segments import fitted

SUBJECT_LENGTH = 300
_BLANK = re.compile(r"\n{3,}")  # a part that is left out leaves its lines
#: longer texts are cut: a phone shows them in pieces, and each piece is paid for
SMS_SEGMENTS = 2


@dataclass(frozen=True, slots=True)
class Rendered:
    subject: str
    text: str
    html: str
    sms: str
    url: str
    note: str = ""  # what the caller has added
    closing: str = ""  # what a browser may show for the moment in which it takes one away
    invitation: str = ""  # an iCalendar text, and what it asks the reader's calendar to do
    method: str = ""


class Renderer:
    """Two engines over one folder: texts are not escaped, HTML is. `missing` is what an unknown variable becomes."""

    def __init__(self, missing: str = "") -> None:
        self.texts = self._engine(missing, autoescape=False)
        self.pages = self._engine(missing, autoescape=True)

    @staticmethod
    def _engine(missing: str, *, autoescape: bool) -> DjangoTemplates:
        options = {"autoescape": autoescape, "string_if_invalid": missing, "builtins": ["django.templatetags.i18n"]}
        folders = settings.TEMPLATES[0]["DIRS"]
        return DjangoTemplates({"NAME": "messages", "DIRS": folders, "APP_DIRS": False, "OPTIONS": options})

    def subject(self, message: Message, reader: Reader, *, priority: str) -> str:
        """One line, as it stands in the bell and above a mail."""
        with translation.override(reader.language), timezone.override(ZoneInfo(reader.zone)):
            return self._subject(message, _words(message, reader, priority, ""))

    def render(
        self, message: Message, reader: Reader, *, priority: str, subject: str = "", custom_message: str = ""
    ) -> Rendered:
        """The whole message. `subject` replaces the template's, `custom_message` is added to the body."""
        with translation.override(reader.language), timezone.override(ZoneInfo(reader.zone)):
            words = _words(message, reader, priority, custom_message)
            words["subject"] = one_line(subject) or self._subject(message, words)
            text = self.texts.get_template(f"messages/{message.texts}/text.txt").render(words)
            html = self.pages.get_template(f"messages/{message.texts}/body.html").render(words)
            sms = self._sms(message, words)
            closing = str(Reason.NO_LONGER_NEEDED.label)
        html, note = _inliner().inline(html), words["custom_message"]
        invitation, method = "", ""
        if isinstance(message, InvitingMessage):
            invitation, method = message.invitation, message.method
        return Rendered(
            words["subject"],
            _BLANK.sub("\n\n", text).strip() + "\n",
            html,
            sms,
            words["url"],
            note,
            closing,
            invitation,
            method,
        )

    def _sms(self, message: Message, words: dict[str, Any]) -> str:
        text = self.texts.get_template(f"messages/{message.texts}/sms.txt").render(words)
        return fitted(" ".join(f"{text} {words['custom_message']}".split()), message.sms_url, most=SMS_SEGMENTS)

    def _subject(self, message: Message, words: dict[str, Any]) -> str:
        return one_line(self.texts.get_template(f"messages/{message.texts}/subject.txt").render(words))


def one_line(text: str) -> str:
    """No line end can pass into a header."""
    return " ".join(text.split())[:SUBJECT_LENGTH]


def _words(message: Message, reader: Reader, priority: str, custom_message: str) -> dict[str, Any]:
    values = {field.name: getattr(message, field.name) for field in fields(message)}
    return (
        values
        | message.words()
        | {
            "reader_name": reader.name,
            "language": reader.language,
            "zone": reader.zone,
            "priority": priority,
            "is_pressing": priority in (Priority.URGENT, Priority.HIGH),
            "custom_message": custom_message.strip(),
            "url": message.url,
            "base_url": settings.BASE_URL,
        }
    )


@cache
def renderer() -> Renderer:
    return Renderer()


@cache
def _inliner() -> css_inline.CSSInliner:
    # nothing is ever fetched: the styles stand in the base template
    return css_inline.CSSInliner(load_remote_stylesheets=False, keep_style_tags=True)
