"""The first administrator of a new installation, or anybody else, from the command line."""

from getpass import getpass
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.actions import create_user
from accounts.enums import Role
from core.actor import SYSTEM
from core.errors import DomainError


class Command(BaseCommand):
    help = "Create a person; asks for the password."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("name")
        parser.add_argument("--roles", required=True, help="Separated by commas: " + ", ".join(Role.values))

    def handle(self, *args: Any, **options: Any) -> None:
        roles = [role.strip().upper() for role in options["roles"].split(",") if role.strip()]
        try:
            user = create_user(options["email"], options["name"], roles, getpass("Password: "), by=SYSTEM)
        except DomainError as refused:
            raise CommandError(" ".join(text for texts in refused.details.values() for text in texts)) from None
        self.stdout.write(f"{user.public_id} {user.email}: {', '.join(user.roles)}")
