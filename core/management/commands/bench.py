"""`bin/bench NAME…`: measurements and experiments, each printed as goal, result and verdict."""

from importlib import import_module
from typing import Any

from django.core.management.base import BaseCommand, CommandParser


class Command(BaseCommand):
    help = "Run benchmarks and fault experiments by name. They write to the database: bin/bench gives them one."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("names", nargs="+", help="see bench/__init__.py")
        parser.add_argument("--sizes", default="10000,100000", help="how many queue entries, separated by commas")
        parser.add_argument("--small", action="store_true", help="as small as the tests have it")
        parser.add_argument("--write", action="store_true", help="write the results into docs/benchmarks.md")

    def handle(self, *args: Any, **options: Any) -> None:
        # by name: the measurements stand above every app
        missed = import_module("bench.run").run(
            options["names"],
            sizes=[int(size) for size in options["sizes"].split(",")],
            small=options["small"],
            write=options["write"],
            say=self.stdout.write,
        )
        if missed:
            self.stdout.write(f"Missed: {', '.join(missed)}.")
