"""Who is told live that a person's rights or logins have changed: the person, and so every socket of theirs."""

from typing import Any

from events.registry import follow, topics_of


@topics_of(
    "user.profile_changed",
    "user.roles_changed",
    "user.password_changed",
    "user.deactivated",
    "user.reactivated",
    "login.ended",
)
def person(payload: Any) -> list[str]:
    return [f"user.{payload.user_id}"]


@follow("user")
def may_follow_user(user: Any, user_id: str) -> bool:
    return bool(user.public_id == user_id)
