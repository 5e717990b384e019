"""How the admin looks: the same quiet blue as the pages."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static

BLUE = {
    "50": "oklch(97% .014 254.604)",
    "100": "oklch(93.2% .032 255.585)",
    "200": "oklch(88.2% .059 254.128)",
    "300": "oklch(80.9% .105 251.813)",
    "400": "oklch(70.7% .165 254.624)",
    "500": "oklch(62.3% .19 257)",
    "600": "oklch(51% .17 257)",
    "700": "oklch(46% .16 258)",
    "800": "oklch(42.4% .14 259)",
    "900": "oklch(37.9% .12 260)",
    "950": "oklch(28.2% .091 267.935)",
}


def _stylesheet(request: HttpRequest) -> str:  # noqa: ARG001  (unfold asks with it)
    return static("css/admin.css")


def _favicon(request: HttpRequest) -> str:  # noqa: ARG001
    return static("favicon.svg")


ADMIN: dict[str, Any] = {
    "SITE_TITLE": "Switchboard",
    "SITE_HEADER": "Switchboard",
    "SITE_URL": "/",
    "SHOW_HISTORY": False,
    "SHOW_VIEW_ON_SITE": False,
    "COLORS": {"primary": BLUE},
    "STYLES": [_stylesheet],
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": _favicon}],
}
