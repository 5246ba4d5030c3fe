"""The history of a run: figures of the run and of comparable earlier runs, for the audit across runs."""

from typing import NamedTuple

import duckdb
import polars as pl


class History(NamedTuple):
    """The results of a run and of earlier runs of the same sources, whose ids are in `earlier`, the latest first.

    `articles` has a row for each article version loaded by a run: run_id, domain, language, is_dated, has_claims
    and word_count. `confidences` has run_id and confidence of each claim. `outlets` has run_id and domain of each
    outlet with an input, new or known. `quotes` has the direct quotations of the run in several articles, in
    lower case and with single blanks, and the numbers of these articles.
    """

    run_id: str
    earlier: list[str]
    articles: pl.DataFrame
    confidences: pl.DataFrame
    outlets: pl.DataFrame
    quotes: pl.DataFrame


SHORTEST_QUOTE_WORDS = 5
"""Shorter quotations ("no comment") are often in many articles without a common origin."""


def read_history(connection: duckdb.DuckDBPyConnection, run_id: str, most: int) -> History:
    """Return the history of a run, with at most `most` earlier finished runs of the same sources."""
    earlier = [
        earlier_id
        for (earlier_id,) in connection.execute(
            "SELECT earlier.run_id FROM runs AS earlier, runs AS this WHERE this.run_id = $run "
            "AND earlier.state = 'finished' AND earlier.started_at < this.started_at "
            "AND json_extract(earlier.settings, '$.sources[*].at') = json_extract(this.settings, '$.sources[*].at') "
            "ORDER BY earlier.started_at DESC LIMIT $most",
            {"run": run_id, "most": most},
        ).fetchall()
    ]
    run_ids = {"runs": [run_id, *earlier]}
    return History(
        run_id=run_id,
        earlier=earlier,
        articles=connection.sql(
            "SELECT run_id, domain, language, published_at IS NOT NULL AS is_dated, "
            "version_id IN (SELECT version_id FROM claims) AS has_claims, word_count "
            "FROM articles WHERE run_id IN (SELECT unnest($runs))",
            params=run_ids,
        ).pl(),
        confidences=connection.sql(
            "SELECT run_id, confidence FROM claims WHERE run_id IN (SELECT unnest($runs))", params=run_ids
        ).pl(),
        outlets=connection.sql(
            "SELECT DISTINCT inputs.run_id, domain FROM inputs JOIN articles USING (version_id) "
            "WHERE inputs.run_id IN (SELECT unnest($runs)) AND domain IS NOT NULL",
            params=run_ids,
        ).pl(),
        quotes=connection.sql(
            "SELECT lower(trim(regexp_replace(content_text, '\\s+', ' ', 'g'))) AS quote, "
            "count(DISTINCT article_id)::BIGINT AS articles FROM claims "
            "WHERE run_id = $run AND quote_type = 'direct' AND len(string_split(content_text, ' ')) >= $words "
            "GROUP BY 1 HAVING count(DISTINCT article_id) > 1 ORDER BY 2 DESC, 1",
            params={"run": run_id, "words": SHORTEST_QUOTE_WORDS},
        ).pl(),
    )
