"""Search: one field for everything that somebody may open, as a page and as the palette over every other page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.actors import actor_for_request
from accounts.web import signed_in
from core.web.finds import find

LONGEST = 200
IN_PALETTE, ON_PAGE = 6, 25
PALETTE = "palette-results"


@signed_in
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """`?q=`: what fits, by kind. The palette gets a list of options, the page's own field its results."""
    asked = "".join(letter for letter in request.GET.get("q", "")[:LONGEST] if letter.isprintable())
    htmx = request.htmx  # type: ignore[attr-defined]  # by its middleware
    palette = bool(htmx) and htmx.target == PALETTE
    groups = find(asked, by=actor_for_request(request), limit=IN_PALETTE if palette else ON_PAGE)
    context = {"asked": asked.strip(), "groups": groups, "count": sum(len(group.finds) for group in groups)}
    if palette:
        return render(request, "workspace/palette_results.html", context)
    return render(request, "workspace/search.html#results" if htmx else "workspace/search.html", context)
