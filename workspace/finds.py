"""What the search field finds of the product itself: teams and people on the team board, and its pages by name."""

from django.db.models import Value
from django.urls import reverse
from django.utils.translation import gettext as _

from core.actor import Actor, staff_public_id
from core.web.finds import Find, finder
from core.words import Matches, WordsOf, beginnings, words_of
from workspace import queries
from workspace.navigation import pages_for


@finder("people", lambda: _("People"), order=20)
def people(text: str, by: Actor, limit: int) -> list[Find]:
    """Colleagues on the board of a team that one may see."""
    asked = beginnings(words_of(text))
    if not asked:
        return []
    rows = queries.seen_members(by).filter(Matches(WordsOf("staff__user__name", "staff__user__email"), Value(asked)))
    found = rows.order_by("staff__user__name", "team__name").select_related("staff__user", "team")[:limit]
    return [
        Find(
            member.staff.name,
            f"{reverse('team')}?team={member.team.public_id}#{staff_public_id(member.staff_id)}",
            "user",
            f"{member.team.name} · {member.staff.email}",
        )
        for member in found
    ]


@finder("teams", lambda: _("Teams"), order=30)
def teams(text: str, by: Actor, limit: int) -> list[Find]:
    asked = beginnings(words_of(text))
    if not asked:
        return []
    found = queries.seen_teams(by).filter(Matches(WordsOf("name"), Value(asked)))[:limit]
    return [Find(team.name, f"{reverse('team')}?team={team.public_id}", "users-group") for team in found]


@finder("pages", lambda: _("Go to"), order=90)
def pages(text: str, by: Actor, limit: int) -> list[Find]:
    """Those whose name has words that begin with all of these; without a text all of them, so that nobody guesses."""
    asked = words_of(text)
    found = [
        Find(page.label, page.url, page.icon)
        for page in pages_for(by.scopes, is_worker=by.kind == "staff")
        if all(any(word.startswith(part) for word in words_of(page.label)) for part in asked)
    ]
    return found if not asked else found[:limit]
