"""What tests of translations share: catalogues, the words of a page, and those that stand alike in both languages."""

import re
from html.parser import HTMLParser
from pathlib import Path
from zoneinfo import available_timezones

from django.conf import settings
from django.test import Client

from tests.architecture.catalogue import Entry, read

LANGUAGES = [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w+\}")


def folder(language: str) -> Path:
    return settings.BASE_DIR / "locale" / language / "LC_MESSAGES"


def entries(language: str) -> list[Entry]:
    return [entry for entry in read(folder(language) / "django.po") if entry.msgid]


class Texts(HTMLParser):
    """What is read on a page or read out: text, and the attributes that hold words."""

    WORDED = (
        "aria-label",
        "title",
        "placeholder",
        "data-key-label",
        "data-live-announce",
        "hx-confirm",
        "data-confirm",
    )
    SILENT = ("script", "style", "code", "kbd")

    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.language = ""
        self._silent = 0

    def handle_starttag(self, tag, attrs):
        self._silent += tag in self.SILENT
        named = dict(attrs)
        self.language = named.get("lang", "") if tag == "html" else self.language
        worded = [named.get(name) for name in self.WORDED]
        if named.get("id") == "words":
            worded += [value for name, value in attrs if name.startswith("data-")]
        self.found.update(" ".join(text.split()) for text in worded if text)

    def handle_endtag(self, tag):
        self._silent -= tag in self.SILENT

    def handle_data(self, data):
        text = " ".join(data.split())
        if not self._silent and re.search(r"[A-Za-z]{2}", text):
            self.found.add(text)


def texts_of(client: Client, address: str, language: str) -> Texts:
    answer = client.get(address, headers={"Accept-Language": language}, follow=True)
    assert answer.status_code == 200, address
    seen = Texts()
    seen.feed(answer.content.decode())
    return seen


def speak(user, language: str) -> None:
    type(user).objects.filter(pk=user.pk).update(language=language)


#: names, addresses, ids, the subject of a message already sent, short months, and what French calls alike: “File”
#: (a queue) and “Configuration” (a step)
DATA = re.compile(
    r"Corner Shop|Second Shop|Ann Arbor|A\. Arbor|^AA$|South|Jo Doe|Switchboard|(America/)?New.York"
    r"|\S+@example\.\w+|\w+_[0-9a-z]{26}|[0-9A-F]{12}|New (high-priority )?lead for you: |English|Español|Français"
    r"|^\d+ [A-Z][a-z]{2}$|^File$|^\d+ Configuration$"
    r"|\d+ min|UTC"
)


def plain(text: str) -> str:
    """Version 3 → version 0, as version %(n)s."""
    return re.sub(rf"{PLACEHOLDER.pattern}|\d+", "0", text).lower()


def unspoken(english: set[str], translated: set[str], language: str) -> list[str]:
    """Words that stand on both pages alike, though the language has others, or though nobody marked them."""
    alike = [plain(entry.msgid) for entry in entries(language) if entry.msgid == entry.msgstr[0]]
    zones = {zone.replace("_", " ") for zone in available_timezones()}
    shared = {text.removesuffix(" · Switchboard") for text in english & translated} - zones
    shared = {text for text in shared if plain(text) not in alike}
    return sorted(text for text in shared if re.search(r"[A-Za-z]{2}", DATA.sub("", text)))
