"""PostgreSQL as the ORM does not say it by itself."""

from django.db.models import Func
from django.db.models.fields import BooleanField


class IsOneOf(Func):
    """`column = ANY(array)`: unlike IN with a subquery, an OR with it finds the rows of either side by index."""

    template = "%(expressions)s)"
    arg_joiner = " = ANY("
    output_field = BooleanField()


class Joined(Func):
    """One array after another: `Joined(ArraySubquery(…), ArraySubquery(…))`."""

    template = "(%(expressions)s)"
    arg_joiner = " || "
