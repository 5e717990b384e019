"""`manage.py forget_calls`: old calls and drafts that nobody finished; says what would go, or forgets it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db.models import Count

from core import clock
from scheduling.actions.forget_calls import calls_to_forget, forget_calls
from scheduling.actions.forget_drafts import drafts_to_forget, forget_drafts
from scheduling.queries.limits import call_policy


class Command(BaseCommand):
    help = (
        "Forget what was said in calls that ended longer ago than the policy of calls keeps it, and drafts of requests "
        "that have run out: numbers and figures stay. Without --do it only says how many. Beat does the same."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--do", action="store_true", help="forget them; this cannot be undone")

    def handle(self, *args: Any, **options: Any) -> None:
        at, policy = clock.now(), call_policy()
        self.stdout.write(
            f"Completed calls are kept for {policy.keep_completed_days} days, cancelled and missed ones for "
            f"{policy.keep_other_days}."
        )
        if options["do"]:
            self.stdout.write(f"{forget_calls(at=at):,} calls forgotten, {forget_drafts(at=at):,} drafts gone.")
            return
        found = calls_to_forget(at=at).order_by().values_list("status").annotate(n=Count("pk"))
        for status, count in sorted(found):
            self.stdout.write(f"{status}: {count:,} calls would be forgotten.")
        self.stdout.write(f"{drafts_to_forget(at=at).count():,} drafts would go. Nothing has changed; --do does it.")
