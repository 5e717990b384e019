"""Whether the caller holds a scope that the view names."""

from typing import Any

from rest_framework.permissions import BasePermission
from rest_framework.request import Request


class HasScope(BasePermission):
    """`view.scopes`: a tuple of which any suffices, or a dict method → tuple. Empty: any caller who is known.

    A view that names nothing is closed to everybody: forgetting must not open a door. Whoever is held to a company
    reaches only views that say `for_companies`: they answer with that company's rows.
    """

    message = "Your account or key lacks the scope for this."

    def has_permission(self, request: Request, view: Any) -> bool:
        caller: Any = request.auth
        if caller is None:
            return False
        wanted = getattr(view, "scopes", None)
        if isinstance(wanted, dict):
            method = request.method or ""
            wanted = wanted.get(method.lower(), wanted.get(method))
        if wanted is None:
            return False
        if wanted and caller.company_id is not None and not getattr(view, "for_companies", False):
            return False
        return not wanted or caller.actor.may(*wanted)
