"""Doors that must stay few: each is named here with its reason, and one more fails until it is."""

import re
from pathlib import Path

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

from tests.architecture.test_layout import sources

ROOT = Path(settings.BASE_DIR)

#: where text goes to the page as it is
UNESCAPED = {
    "templates/components/form_field.html": "help texts are ours; those of the password rules are lists",
}
#: who may leave the machine, and by what
WAYS_OUT = {
    "core/http/": "the one client, guarded",
    "notifications/carriers/email.py": "mail goes by SMTP to the server that operators name",
    "config/server.py": "listens; calls nobody",
}
OUTWARD = re.compile(
    r"^\s*(?:import|from) (httpx2?|httpcore2?|requests|urllib3|aiohttp|urllib\.request|http\.client|smtplib|socket)\b",
    re.MULTILINE,
)
#: pages that answer without a CSRF token. The API takes no cookies, so it has no need of one
WITHOUT_CSRF = {
    "hooks/twilio/status",  # signed by Twilio, takes no cookies
    "hooks/twilio/inbound",
}
#: raw evaluation and loading
DANGEROUS = re.compile(r"\b(?:eval|exec)\(|\bpickle\.loads?\(|\byaml\.load\(|\bos\.system\(|shell=True|verify=False")


def ours() -> list[Path]:
    """What runs in a deployment: no tests, no measurements, no start-up scripts."""
    elsewhere = {"tests", "bench", "bin", "deploy", "migrations"}
    return [path for path in sources() if not elsewhere & set(path.relative_to(ROOT).parts)]


def templates() -> list[Path]:
    folders = [ROOT / "templates", *ROOT.glob("*/templates")]
    return [path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()]


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_text_is_escaped_everywhere_but_where_named():
    in_code = {name(path) for path in ours() if re.search(r"\b(?:mark_safe|SafeString|SafeText)\(", path.read_text())}
    raw = re.compile(r"\|\s*safe\b|\|\s*safeseq\b|\{%\s*autoescape off")
    in_templates = {name(path) for path in templates() if path.suffix == ".html" and raw.search(path.read_text())}
    assert in_code | in_templates == set(UNESCAPED)


def test_the_network_is_left_where_named():
    leaving = {name(path) for path in ours() if OUTWARD.search(path.read_text())}
    assert {path for path in leaving if not path.startswith(tuple(WAYS_OUT))} == set()


def test_nothing_evaluates_text_or_trusts_any_certificate():
    assert [name(path) for path in ours() if DANGEROUS.search(path.read_text())] == []


def test_every_page_asks_for_its_csrf_token():
    without = {
        path for path, view in views() if getattr(view, "csrf_exempt", False) and not path.startswith(("api/", "auth/"))
    }
    assert without == WITHOUT_CSRF


def test_scripts_of_pages_stand_in_files():
    """The policy forbids inline scripts and styles; a template that has one would only break in a browser."""
    script = r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")[^>]*>"
    inline = re.compile(rf"{script}|\son[a-z]+=\"|\sstyle=\"|javascript:", re.IGNORECASE)
    mail = ("templates/messages/", "accounts/templates/accounts/mail/")
    found = {
        name(path): match.group(0).strip()
        for path in templates()
        if path.suffix == ".html" and not name(path).startswith(mail) and (match := inline.search(path.read_text()))
    }
    assert found == {}


def views(patterns=None, prefix=""):
    for pattern in patterns if patterns is not None else get_resolver().url_patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from views(pattern.url_patterns, path)
        elif isinstance(pattern, URLPattern):
            yield path, pattern.callback
