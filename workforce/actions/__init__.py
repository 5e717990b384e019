"""What can be done with staff and their time, in the order of their lives.

take_place, take_extra_place, free_place   emit nothing: they are part of a larger verb
"""

from workforce.actions.free_place import free_place
from workforce.actions.set_capacity import set_capacity
from workforce.actions.take_place import take_extra_place, take_place

__all__ = [
    "free_place",
    "set_capacity",
    "take_extra_place",
    "take_place",
]
