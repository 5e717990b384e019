"""The demo world: believable people and two weeks of leads, told through the real verbs with the clock in the past."""

from routing.demo.world import load_world, logins

__all__ = ["load_world", "logins"]
