"""Calls and sessions of the demo world, in every state, made by the real verbs at their hour."""

from routing.demo.cast import Cast
from routing.demo.story import Story
from scheduling.demo.calls import plan_calls
from scheduling.demo.desks import open_desks
from scheduling.demo.sessions import plan_sessions

__all__ = ["tell_calls"]


def tell_calls(cast: Cast, story: Story) -> None:
    """Customers of the demo world can book with somebody, and have before; merchants are being set up."""
    open_desks(cast)
    plan_calls(cast, story)
    plan_sessions(cast, story)
