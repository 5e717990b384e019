"""What tests of every app use: races on real connections, literal query counts, a caller of the API."""

from core.testing.api import Api
from core.testing.queries import assert_queries
from core.testing.races import race

__all__ = ["Api", "assert_queries", "race"]
