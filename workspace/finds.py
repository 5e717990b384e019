"""What the search field finds of the product itself: its pages, by their names."""

from django.utils.translation import gettext as _

from core.actor import Actor
from core.web.finds import Find, finder
from core.words import words_of
from workspace.navigation import pages_for


@finder("pages", lambda: _("Go to"), order=90)
def pages(text: str, by: Actor, limit: int) -> list[Find]:
    """Those whose name has words that begin with all of these; without a text all of them, so that nobody guesses."""
    asked = words_of(text)
    found = [
        Find(page.label, page.url, page.icon)
        for page in pages_for(by.scopes)
        if all(any(word.startswith(part) for word in words_of(page.label)) for part in asked)
    ]
    return found if not asked else found[:limit]
