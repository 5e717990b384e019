"""Recipients who are not staff."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Outsider:
    """A customer, a guest or an attendee: who they are and how they are reached."""

    name: str
    email: str
    phone: str = ""
    language: str = "en"
    zone: str = "UTC"
