"""The engine's words in the reader's language."""

from django.utils.translation import gettext

from routing.pages.clocks import words
from routing.rules.wording import Tongue

READERS = Tongue(gettext, lambda code: words(code).lower())
