"""A run and the comparable runs before it: what the audit across runs is judged by."""

from typing import NamedTuple

import duckdb
import polars as pl


class History(NamedTuple):
    """What a run brought, and what the runs of the same sources before it did, the latest first in `earlier`.

    `articles` has a row for each article version that a run loaded: run_id, domain, language, is_dated, has_claims,
    word_count. `confidences`: run_id and confidence of each claim. `outlets`: run_id and domain of each outlet of
    which an input was seen, whether it was new or not. `quotes`: the direct quotations of the run, without case and
    blanks, that stand in more than one article, and in how many.
    """

    run_id: str
    earlier: list[str]
    articles: pl.DataFrame
    confidences: pl.DataFrame
    outlets: pl.DataFrame
    quotes: pl.DataFrame


SHORTEST_QUOTE_WORDS = 5
"""Quotations below it ("no comment") stand in many articles by themselves."""


def read_history(connection: duckdb.DuckDBPyConnection, run_id: str, most: int) -> History:
    """The history of a run: at most so many finished runs that were started for the same sources."""
    earlier = [
        found
        for (found,) in connection.execute(
            "SELECT earlier.run_id FROM runs AS earlier, runs AS this WHERE this.run_id = $run "
            "AND earlier.state = 'finished' AND earlier.started_at < this.started_at "
            "AND json_extract(earlier.settings, '$.sources[*].at') = json_extract(this.settings, '$.sources[*].at') "
            "ORDER BY earlier.started_at DESC LIMIT $most",
            {"run": run_id, "most": most},
        ).fetchall()
    ]
    asked = {"runs": [run_id, *earlier]}
    return History(
        run_id=run_id,
        earlier=earlier,
        articles=connection.sql(
            "SELECT run_id, domain, language, published_at IS NOT NULL AS is_dated, "
            "version_id IN (SELECT version_id FROM claims) AS has_claims, word_count "
            "FROM articles WHERE run_id IN (SELECT unnest($runs))",
            params=asked,
        ).pl(),
        confidences=connection.sql(
            "SELECT run_id, confidence FROM claims WHERE run_id IN (SELECT unnest($runs))", params=asked
        ).pl(),
        outlets=connection.sql(
            "SELECT DISTINCT inputs.run_id, domain FROM inputs JOIN articles USING (version_id) "
            "WHERE inputs.run_id IN (SELECT unnest($runs)) AND domain IS NOT NULL",
            params=asked,
        ).pl(),
        quotes=connection.sql(
            "SELECT lower(trim(regexp_replace(content_text, '\\s+', ' ', 'g'))) AS quote, "
            "count(DISTINCT article_id)::BIGINT AS articles FROM claims "
            "WHERE run_id = $run AND quote_type = 'direct' AND len(string_split(content_text, ' ')) >= $words "
            "GROUP BY 1 HAVING count(DISTINCT article_id) > 1 ORDER BY 2 DESC, 1",
            params={"run": run_id, "words": SHORTEST_QUOTE_WORDS},
        ).pl(),
    )
