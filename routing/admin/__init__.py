"""Work to be looked at and set right, configuration to be edited."""

from routing.admin import intake, leads, merchants, policies, work

__all__ = ["intake", "leads", "merchants", "policies", "work"]
