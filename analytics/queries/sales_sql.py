"""The statements behind the figures of sales. Each counts all its groups in one pass over the rows of the period."""

from dataclasses import dataclass

#: group → its column, beside the total of all
BY = {"team": "team", "member": "member", "channel": "channel", "campaign": "campaign", "day": "day"}
BY_REASON = BY | {"reason": "reason"}


#: the groups' columns; texts by their bytes, which sorts several times faster than in the order of a language
_COLUMNS = 'item.team_id AS team, lead.channel COLLATE "C" AS channel, lead.campaign_id COLLATE "C" AS campaign,'
# OFFSET 0: a look-up for each row of the period, where the planner would rather read every lead there is
_LEAD = """CROSS JOIN LATERAL (
        SELECT channel, campaign_id FROM routing_lead WHERE id = item.about_id OFFSET 0
    ) lead"""
_ITEM_AND_LEAD = f"""CROSS JOIN LATERAL (
        SELECT item.team_id, item.about_id
        FROM routing_queueentry entry JOIN routing_workitem item ON item.id = entry.work_item_id
        WHERE entry.id = said.entry_id OFFSET 0
    ) item {_LEAD}"""


@dataclass(frozen=True, slots=True)
class Statement:
    """detailed: a row for each group, and the total; total: that row alone. Both name their columns like Figures."""

    detailed: str
    total: str


def _statement(rows: str, counted: str, by: dict[str, str], picked: str = "", *, joins: str = _LEAD) -> Statement:
    """rows  SQL of the rows, with {columns} and {joins} where those of the groups belong, which a total does without"""
    columns = list(by.values())
    every = 2 ** len(columns) - 1
    bits = {name: every - 2 ** (len(columns) - 1 - place) for place, name in enumerate(by)}
    cases = " ".join(f"WHEN {number} THEN '{name}'" for name, number in bits.items())
    grouped = (
        f"CASE GROUPING({', '.join(columns)}) {cases} ELSE 'total' END AS grouped, "
        f"COALESCE({', '.join(f'{column}::text' for column in columns)}) AS key"
    )
    sets = ", ".join(["()", *(f"({column})" for column in columns)])
    grown, bare = rows.format(columns=_COLUMNS, joins=joins), rows.format(columns="", joins="")
    detailed = (
        f"WITH rows AS MATERIALIZED ({grown}) SELECT {grouped}, {counted} FROM rows GROUP BY GROUPING SETS ({sets})"
    )
    total = f"WITH rows AS ({bare}) SELECT 'total' AS grouped, NULL AS key, {counted} FROM rows"
    if not picked:
        return Statement(detailed, total)
    return Statement(*(f"SELECT grouped, key, {picked} FROM ({inner}) counted" for inner in (detailed, total)))


#: leads that took a place in the queue in the period
ARRIVED = _statement(
    """
SELECT {columns} width_bucket(item.queued_at, %(midnights)s::timestamptz[]) AS day,
    item.owner_id AS member, item.in_sla_figures AS counts,
    EXTRACT(epoch FROM item.first_attempt_at - item.queued_at)::float8 AS attempt,
    EXTRACT(epoch FROM item.contacted_at - item.queued_at)::float8 AS connection,
    CASE
        WHEN item.due_at IS NULL OR NOT item.in_sla_figures THEN NULL
        WHEN item.contact_met_at <= item.due_at THEN TRUE
        WHEN item.due_at < LEAST(item.contact_met_at, item.closed_at, %(until)s) THEN FALSE
    END AS in_time,
    COALESCE(said.times, 0) AS times
FROM routing_workitem item {joins}
    LEFT JOIN (
        SELECT entry.work_item_id, said.times
        FROM (
            SELECT entry_id, count(*) AS times
            FROM routing_communication WHERE logged_at >= %(begins)s GROUP BY entry_id
        ) said
        CROSS JOIN LATERAL (SELECT work_item_id FROM routing_queueentry WHERE id = said.entry_id OFFSET 0) entry
    ) said ON said.work_item_id = item.id
WHERE item.queue = 'AE' AND item.queued_at >= %(begins)s AND item.queued_at < %(ends)s""",
    """count(*) AS arrived, count(*) FILTER (WHERE counts) AS counted,
    count(attempt) FILTER (WHERE counts) AS attempted, count(connection) FILTER (WHERE counts) AS connected,
    percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY attempt) FILTER (WHERE counts) AS attempt_spans,
    percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY connection) FILTER (WHERE counts) AS connection_spans,
    count(*) FILTER (WHERE in_time) AS in_time, count(*) FILTER (WHERE NOT in_time) AS late,
    count(*) FILTER (WHERE times > 0) AS tried, COALESCE(sum(times), 0)::bigint AS attempts""",
    BY,
    """arrived, counted, attempted, connected,
    round(attempt_spans[1])::bigint AS first_attempt_median, round(attempt_spans[2])::bigint AS first_attempt_p90,
    round(connection_spans[1])::bigint AS connection_median, round(connection_spans[2])::bigint AS connection_p90,
    in_time, late, tried, attempts""",
)

#: leads that were closed in the period, and are still
CLOSED = _statement(
    """
SELECT {columns} width_bucket(item.closed_at, %(midnights)s::timestamptz[]) AS day,
    item.owner_id AS member, item.outcome AS outcome,
    item.value AS value,
    CASE WHEN item.outcome IN ('CLOSED_LOST', 'DISQUALIFIED')
        THEN item.outcome || ':' || item.close_reason END AS reason
FROM routing_workitem item {joins}
WHERE item.queue = 'AE' AND item.state = 'CLOSED'
    AND item.closed_at >= %(begins)s AND item.closed_at < %(ends)s""",
    """count(*) AS closed, count(*) FILTER (WHERE outcome = 'CLOSED_WON') AS won,
    count(*) FILTER (WHERE outcome = 'CLOSED_LOST') AS lost,
    count(*) FILTER (WHERE outcome = 'DISQUALIFIED') AS disqualified,
    COALESCE(sum(value) FILTER (WHERE outcome = 'CLOSED_WON'), 0) AS value_won""",
    BY_REASON,
)

#: what was said, or tried, in the period; by whoever did it
CONTACTED = _statement(
    """
SELECT {columns} width_bucket(said.logged_at, %(midnights)s::timestamptz[]) AS day,
    said.logged_by_id AS member
FROM routing_communication said {joins}
WHERE said.logged_at >= %(begins)s AND said.logged_at < %(ends)s""",
    "count(*) AS contacts",
    BY,
    joins=_ITEM_AND_LEAD,
)
