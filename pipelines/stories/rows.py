"""The decisions of gathering as Polars frames with the columns that the warehouse declares."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl

from hearsay.pipelines.stories.gathering import Decisions
from hearsay.pipelines.stories.keys import ArticleKeys
from hearsay.pipelines.stories.known import KnownArticle
from hearsay.pipelines.stories.profile import Weights
from hearsay.warehouse.schema import GATHERED_TABLES, TABLES

Row = dict[str, Any]

_PLACES = {
    "copies": {"version_id": pl.String, "copy_of": pl.String, "copy_similarity": pl.Float64},
    "story_of": {"version_id": pl.String, "story_id": pl.String},
    "group_of": {"claim_id": pl.String, "claim_group_id": pl.String},
    "merged": {"story_id": pl.String, "merged_into": pl.String},
}


@dataclass(frozen=True, slots=True)
class GatheredFrames:
    """Frames of a batch. `rows` are new rows of GATHERED_TABLES; the others hold updates for existing rows."""

    rows: dict[str, pl.DataFrame]
    copies: pl.DataFrame
    story_of: pl.DataFrame
    group_of: pl.DataFrame
    merged: pl.DataFrame


def gathered_frames(
    new: Sequence[KnownArticle], keys: Mapping[str, ArticleKeys], decided: Decisions, run_id: str
) -> GatheredFrames:
    """Return the frames for the decisions about some new articles."""
    placed = [article for article in new if article.version_id in decided.story_of]
    by_claim = {claim.claim_id: article for article in new for claim in article.claims}
    rows: dict[str, list[Row]] = {
        "stories": [_story_row(story, article, run_id) for story, article in decided.founded_stories.items()],
        "claim_groups": [
            {
                "claim_group_id": group,
                "first_claim_id": claim.claim_id,
                "content_text": claim.content_text,
                "source_entity_id": claim.source_entity_id,
                "first_published_at": by_claim[claim.claim_id].appearance.at,
                "last_published_at": by_claim[claim.claim_id].appearance.at,
                "appearance_count": 1,
                "outlet_count": 1,
                "independent_outlet_count": 1,
                "run_id": run_id,
            }
            for group, claim in decided.founded_groups.items()
        ],
        "article_bands": [
            {"band_hash": band, "version_id": article.version_id}
            for article in placed
            if decided.copies.get(article.version_id, ("", 0.0))[1] < 1  # the bands of the original find exact copies
            for band in dict.fromkeys(keys[article.version_id].bands)
        ],
        "story_keys": [
            {"key_hash": key, "version_id": article.version_id}
            for article in placed
            for key in dict.fromkeys(keys[article.version_id].stored)
        ],
        "claim_bands": [
            {"band_hash": band, "claim_id": claim_id}
            for claim_id, bands in decided.claim_bands.items()
            for band in dict.fromkeys(bands)
        ],
        "article_profiles": [
            {
                "version_id": article.version_id,
                "terms": _weights(article.profile.terms),
                "title_terms": _weights(article.profile.title),
                "names": _weights(article.profile.names),
            }
            for article in placed
        ],
    }
    return GatheredFrames(
        {name: _frame(rows[name], TABLES[name].polars_schema) for name in GATHERED_TABLES},
        _frame([(version, *original) for version, original in decided.copies.items()], _PLACES["copies"]),
        _frame(list(decided.story_of.items()), _PLACES["story_of"]),
        _frame(list(decided.group_of.items()), _PLACES["group_of"]),
        _frame(list(decided.merged_stories.items()), _PLACES["merged"]),
    )


def _story_row(story: str, article: KnownArticle, run_id: str) -> Row:
    return {
        "story_id": story,
        "first_version_id": article.version_id,
        "title": None,
        "first_published_at": article.appearance.at,
        "last_published_at": article.appearance.at,
        "outlet_count": 1,
        "article_count": 1,
        "original_count": 1,
        "merged_into": None,
        "merged_at": None,
        "run_id": run_id,
    }


def _weights(weights: Weights) -> list[Row]:
    return [{"term": term, "weight": weight} for term, weight in weights.items()]


def _frame(rows: Sequence[Any], schema: Any) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=schema, orient="row")
