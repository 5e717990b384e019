"""Keys for other systems: make, list, revoke. `api_key create` prints the key as the last word of its last line."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts import conf
from accounts.actions import create_api_key, revoke_api_key
from accounts.models import ApiKey
from accounts.scopes import Scope
from core.actor import SYSTEM
from core.clock import now
from core.errors import DomainError


class Command(BaseCommand):
    help = "Make, list or revoke API keys."

    def add_arguments(self, parser: CommandParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        create = verbs.add_parser("create", help="Make a key; its text is shown once.")
        create.add_argument("name", help="Which system will use it.")
        create.add_argument("--scopes", required=True, help="Separated by commas: " + ", ".join(Scope))
        create.add_argument("--expires-days", type=int, help="Days until it stops working; without: never.")
        create.add_argument("--rate", type=int, default=conf.RATE_PER_KEY, help="Requests a minute.")
        verbs.add_parser("list", help="All keys, the newest first.")
        revoke = verbs.add_parser("revoke", help="Refuse a key from now on.")
        revoke.add_argument("key", help="Its id (key_…) or the readable part of its text.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            {"create": self.create, "list": self.list, "revoke": self.revoke}[options["verb"]](options)
        except DomainError as refused:
            raise CommandError(_sentence(refused)) from None

    def create(self, options: dict[str, Any]) -> None:
        days = options["expires_days"]
        key, text = create_api_key(
            options["name"],
            [scope.strip() for scope in options["scopes"].split(",") if scope.strip()],
            by=SYSTEM,
            expires_at=now() + timedelta(days=days) if days is not None else None,
            rate_per_minute=options["rate"],
        )
        self.stdout.write(f"{key.public_id} {key.name}: {', '.join(key.scopes)}")
        self.stdout.write(f"Authorization: Api-Key {text}")

    def list(self, options: dict[str, Any]) -> None:
        for key in ApiKey.objects.order_by("-id"):
            state = "revoked" if key.revoked_at else "expired" if _expired(key) else "good"
            used = key.last_used_at.isoformat(timespec="minutes") if key.last_used_at else "never"
            self.stdout.write(
                f"{key.public_id} {key.key_id} {state} last used {used} {','.join(key.scopes)} {key.name}"
            )

    def revoke(self, options: dict[str, Any]) -> None:
        wanted = options["key"]
        parsed = ApiKey.parse_id(wanted)
        key = ApiKey.objects.filter(pk=parsed).first() if parsed else ApiKey.objects.filter(key_id=wanted).first()
        if key is None:
            raise CommandError(f"There is no key {wanted}.")
        revoke_api_key(key, by=SYSTEM)
        self.stdout.write(f"{key.public_id} {key.name} is revoked.")


def _expired(key: ApiKey) -> bool:
    return key.expires_at is not None and key.expires_at <= now()


def _sentence(refused: DomainError) -> str:
    texts = [text for texts in refused.details.values() for text in texts] or [refused.message]
    known = f" Scopes are: {', '.join(Scope)}." if "scopes" in refused.details else ""
    return " ".join(texts) + known
