"""Decisions as Polars frames in the shapes that the warehouse declares."""

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
    """`rows` are frames of GATHERED_TABLES; the others say what rows that are there are given."""

    rows: dict[str, pl.DataFrame]
    copies: pl.DataFrame
    story_of: pl.DataFrame
    group_of: pl.DataFrame
    merged: pl.DataFrame


def gathered_frames(
    new: Sequence[KnownArticle], keys: Mapping[str, ArticleKeys], decided: Decisions, run_id: str
) -> GatheredFrames:
    """The frames of what gathering some new articles came to."""
    placed = [one for one in new if one.version_id in decided.story_of]
    by_claim = {claim.claim_id: one for one in new for claim in one.claims}
    rows: dict[str, list[Row]] = {
        "stories": [_story_row(story, one, run_id) for story, one in decided.founded_stories.items()],
        "claim_groups": [
            {
                "claim_group_id": group,
                "first_claim_id": claim.claim_id,
                "content_text": claim.content_text,
                "source_entity_id": claim.source_entity_id,
                "first_published_at": by_claim[claim.claim_id].appeared_at,
                "last_published_at": by_claim[claim.claim_id].appeared_at,
                "appearance_count": 1,
                "outlet_count": 1,
                "independent_outlet_count": 1,
                "run_id": run_id,
            }
            for group, claim in decided.founded_groups.items()
        ],
        "article_bands": [
            {"band_hash": band, "version_id": one.version_id}
            for one in placed
            if decided.copies.get(one.version_id, ("", 0.0))[1] < 1  # an exact copy is found by its original's bands
            for band in dict.fromkeys(keys[one.version_id].bands)
        ],
        "story_keys": [
            {"key_hash": key, "version_id": one.version_id}
            for one in placed
            for key in dict.fromkeys(keys[one.version_id].stored)
        ],
        "claim_bands": [
            {"band_hash": band, "claim_id": claim_id}
            for claim_id, bands in decided.claim_bands.items()
            for band in dict.fromkeys(bands)
        ],
        "article_profiles": [
            {
                "version_id": one.version_id,
                "terms": _weights(one.profile.terms),
                "title_terms": _weights(one.profile.title),
                "names": _weights(one.profile.names),
            }
            for one in placed
        ],
    }
    return GatheredFrames(
        {name: _frame(rows[name], TABLES[name].polars_schema) for name in GATHERED_TABLES},
        _frame([(version, *found) for version, found in decided.copies.items()], _PLACES["copies"]),
        _frame(list(decided.story_of.items()), _PLACES["story_of"]),
        _frame(list(decided.group_of.items()), _PLACES["group_of"]),
        _frame(list(decided.merged_stories.items()), _PLACES["merged"]),
    )


def _story_row(story: str, one: KnownArticle, run_id: str) -> Row:
    return {
        "story_id": story,
        "first_version_id": one.version_id,
        "title": None,
        "first_published_at": one.appeared_at,
        "last_published_at": one.appeared_at,
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
