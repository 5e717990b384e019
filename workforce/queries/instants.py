"""Instants as the rules of time count them, straight from the database."""

from django.db.models import BigIntegerField, DateTimeField, F, Func


class Microseconds(Func):
    """An instant in microseconds since 1970; the database keeps no finer ones.

    Floating point tells microseconds apart until 2242, and needs half the time of exact decimals.
    """

    template = "(date_part('epoch', %(expressions)s) * 1000000)::bigint"
    output_field = BigIntegerField()


def edge(span: str, function: str) -> Microseconds:
    """The lower or upper edge of a range."""
    return Microseconds(Func(F(span), function=function, output_field=DateTimeField()))
