"""Near-duplicates of articles, stories (articles on the same event), and claim groups (a claim in several articles).

All functions are pure. They receive the neighbours of new articles from the warehouse, and decide where the new
articles belong.
"""

from hearsay.pipelines.stories.gathering import FEWEST_STORY_KEYS, MOST_NEAR_STORIES, Decisions, gather
from hearsay.pipelines.stories.keys import KEYS_VERSION, ArticleKeys, article_keys, claim_bands
from hearsay.pipelines.stories.known import Appearance, KnownArticle, KnownClaim, Neighbourhood
from hearsay.pipelines.stories.profile import Profile, make_profile

__all__ = [
    "FEWEST_STORY_KEYS",
    "KEYS_VERSION",
    "MOST_NEAR_STORIES",
    "Appearance",
    "ArticleKeys",
    "Decisions",
    "KnownArticle",
    "KnownClaim",
    "Neighbourhood",
    "Profile",
    "article_keys",
    "claim_bands",
    "gather",
    "make_profile",
]
