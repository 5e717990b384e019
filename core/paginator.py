"""Pages of a log that has millions of rows: the count is read from the planner's statistics, or given up early."""

from typing import Any

from django.core.paginator import Paginator
from django.db import connection, models
from django.utils.functional import cached_property

ENOUGH = 10_000  # nobody turns to page 101


class EstimatingPaginator(Paginator):  # type: ignore[type-arg]  # not generic at run time
    """Counts exactly up to ENOUGH rows; beyond that, all rows by estimate and filtered rows as ENOUGH."""

    object_list: models.QuerySet[Any]

    @cached_property
    def count(self) -> int:
        exact = self.object_list.order_by()[: ENOUGH + 1].count()  # a count over a subquery that stops there
        if exact <= ENOUGH:
            return exact
        return ENOUGH if self.object_list.query.where else max(ENOUGH, self._estimate())

    @property
    def num_pages(self) -> int:
        """As many as are counted exactly: an OFFSET further in would read everything before it."""
        return min(super().num_pages, -(-ENOUGH // self.per_page))

    def _estimate(self) -> int:
        table = self.object_list.query.get_meta().db_table
        with connection.cursor() as cursor:
            cursor.execute("SELECT reltuples::bigint FROM pg_class WHERE oid = %s::regclass", [table])
            return int(cursor.fetchone()[0])
