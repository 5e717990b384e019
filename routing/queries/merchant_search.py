"""Merchants by what somebody remembers of them: a name, a piece of an address, a number, an id."""

from django.db.models import F, Q, Value

from core.actor import Actor
from core.words import Matches, WordsOf
from routing.models import IcEntry, Merchant
from routing.queries.lead_search import words_asked
from routing.queries.merchants import visible_merchants

#: what is searched, as the index has it
SEARCHED = ("business_name", "contact_name", "email", "contact_email", "contact_phone")


def find_merchants(text: str, *, by: Actor, limit: int) -> list[Merchant]:
    """The merchants that the actor may see and that hold every word of `text`: those whose business begins with it
    first, then the newest. A public id of a merchant or of its need finds exactly that. One query, none for an empty
    text."""
    merchants = visible_merchants(by).select_related("current_step")
    if key := Merchant.parse_id(text):
        merchants = merchants.filter(pk=key)
    elif key := IcEntry.parse_id(text):
        merchants = merchants.filter(entries=key)
    elif asked := words_asked(text):
        merchants = merchants.filter(Matches(WordsOf(*SEARCHED), Value(asked)))
    else:
        return []
    begins = Q(business_name__istartswith=text)
    found = merchants.annotate(begins=begins).order_by(F("begins").desc(), "-id")
    return list(found[:limit])
