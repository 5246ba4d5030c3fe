"""Where new articles and claims belong: copy of what, in which story, in which claim group.

Articles are taken one after the other by precedence, so that the order in which a batch came does not matter. Between
batches it does, and only so far: who founds a story or a claim group lends it the id, and a story is never parted.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from statistics import fmean

from hearsay.pipelines.ids import content_id
from hearsay.pipelines.stories.claims import find_group
from hearsay.pipelines.stories.copies import Body, copy_similarity, find_original
from hearsay.pipelines.stories.keys import ArticleKeys, claim_bands
from hearsay.pipelines.stories.known import KnownArticle, KnownClaim, Neighbourhood
from hearsay.pipelines.stories.pairs import least_likely, same_event

BEST_LINKS = 3
"""An article belongs to a story as its likest so many articles are like it: one alone would chain event to event."""
MOST_COMPARED = 5
FEWEST_STORY_KEYS = 2
"""Telling words and names that two articles share before they are compared at all."""
MOST_NEAR_STORIES = 40


@dataclass(slots=True)
class Decisions:
    """What gathering came to. `copies` also holds articles of the warehouse that turned out to have an original."""

    copies: dict[str, tuple[str, float]] = field(default_factory=dict)
    story_of: dict[str, str] = field(default_factory=dict)
    founded_stories: dict[str, KnownArticle] = field(default_factory=dict)
    merged_stories: dict[str, str] = field(default_factory=dict)
    group_of: dict[str, str] = field(default_factory=dict)
    founded_groups: dict[str, KnownClaim] = field(default_factory=dict)
    claim_bands: dict[str, tuple[int, ...]] = field(default_factory=dict)


def gather(new: Iterable[KnownArticle], keys: Mapping[str, ArticleKeys], around: Neighbourhood) -> Decisions:
    """Decide for each new article, and each of its new claims, where it belongs.

    `keys` are the keys of the new articles by version_id. The same articles and neighbourhood, in any order, give the
    same decisions. Articles that have their story already are only there for their claims.
    """
    state = _State(around, keys)
    for article in sorted(new, key=lambda one: one.precedence):
        if article.story_id is None:
            state.place_copy(article)
            state.place_story(article)
            state.remember(article)
        for claim in article.claims:
            state.place_claim(claim)
    return state.decisions


class _State:
    """What is known while a batch is gathered: the neighbourhood, and the articles of the batch placed so far."""

    def __init__(self, around: Neighbourhood, keys: Mapping[str, ArticleKeys]) -> None:
        self.around = around
        self.keys = keys
        self.articles = dict(around.articles)
        self.claims = dict(around.claims)
        self.stories = dict(around.stories)
        self.copies = {original: list(copies) for original, copies in around.copies.items()}
        self.story_of_article = dict(around.story_of)
        self.by_key: dict[int, list[str]] = defaultdict(list)
        self.claims_by_key: dict[int, list[str]] = defaultdict(list)
        self.decisions = Decisions()

    def remember(self, article: KnownArticle) -> None:
        """Let the rest of the batch find an article by its keys."""
        copy_of = self.decisions.copies.get(article.version_id, (None,))[0]
        story = self.decisions.story_of[article.version_id]
        self.articles[article.version_id] = replace(article, story_id=story, copy_of=copy_of)
        self.story_of_article.setdefault(article.article_id, story)
        keys = self.keys[article.version_id]
        for key in (*keys.bands, *keys.stored):
            self.by_key[key].append(article.version_id)

    def place_copy(self, article: KnownArticle) -> None:
        """Point a copy to its original; originals that turn out to be later now point to it, with their copies."""
        near = self._near(article, self.around.near_texts, self.keys[article.version_id].bands, least=1)
        originals = {one.copy_of or one.version_id for one in near}
        known = [self.articles[version] for version in sorted(originals) if version in self.articles]
        found = find_original(article, known)
        if found is not None:
            self._point(article.version_id, *found[:1], found[1])
            return
        for later in known:
            similarity = copy_similarity(Body(article.text), Body(later.text))
            if later.article_id != article.article_id and similarity is not None:
                self._take_over(article, later, similarity)

    def place_story(self, article: KnownArticle) -> None:
        """Put an article into the story of its other versions or its original, else the likeliest, else a new one."""
        original = self.decisions.copies.get(article.version_id)
        own = self.story_of_article.get(article.article_id)
        if own is None and original is not None:
            own = self.articles[original[0]].story_id
        likely = self._likely_stories(article)
        if own is None and likely:
            own = min(likely, key=lambda story: (-likely[story], story))
        if own is None:
            own = content_id("story", article.article_id)
            self.decisions.founded_stories[own] = article
            self.stories[own] = article.appeared_at
        own = self._final(own)
        self.decisions.story_of[article.version_id] = own
        self._merge(own, article, [story for story in likely if story != own])

    def place_claim(self, claim: KnownClaim) -> None:
        """Put a claim into the group of the claim it is most like, or a new one."""
        bands = claim_bands(claim.content_text)
        ids = [
            *self.around.near_claims.get(claim.claim_id, ()),
            *(c for band in bands for c in self.claims_by_key[band]),
        ]
        near = [self.claims[claim_id] for claim_id in dict.fromkeys(ids) if claim_id in self.claims]
        group = find_group(claim, near)
        if group is None:
            group = content_id("claim_group", claim.claim_id)
            self.decisions.founded_groups[group] = claim
        placed = replace(claim, group_id=group)
        self.claims[claim.claim_id] = placed
        self.decisions.group_of[claim.claim_id] = group
        if any(one.content_text == claim.content_text and one.group_id == group for one in near):
            return  # found by the bands of the one that says the same: a wire story makes no list longer
        self.decisions.claim_bands[claim.claim_id] = bands
        for band in bands:
            self.claims_by_key[band].append(claim.claim_id)

    def _near(
        self, article: KnownArticle, known: Mapping[str, Sequence[str]], keys: Iterable[int], *, least: int
    ) -> list[KnownArticle]:
        shared: dict[str, int] = defaultdict(int)
        for key in keys:
            for version in self.by_key.get(key, ()):
                shared[version] += 1
        enough = [(-count, version) for version, count in shared.items() if count >= least]
        ids = [*known.get(article.version_id, ()), *(version for _, version in sorted(enough)[:MOST_NEAR_STORIES])]
        return [self.articles[one] for one in dict.fromkeys(ids) if one in self.articles]

    def _point(self, version_id: str, original: KnownArticle, similarity: float) -> None:
        self.decisions.copies[version_id] = (original.version_id, round(similarity, 4))
        self.copies.setdefault(original.version_id, []).append(version_id)
        if version_id in self.articles:
            self.articles[version_id] = replace(self.articles[version_id], copy_of=original.version_id)

    def _take_over(self, original: KnownArticle, later: KnownArticle, similarity: float) -> None:
        self._point(later.version_id, original, similarity)
        body = Body(original.text)
        for version_id in self.copies.pop(later.version_id, []):
            copy = self.articles.get(version_id)
            if copy is not None:
                near = copy_similarity(body, Body(copy.text))
                self._point(version_id, original, near if near is not None else 0.0)

    def _likely_stories(self, article: KnownArticle) -> dict[str, float]:
        """Story → how likely the article belongs to it, for those likely enough."""
        links: dict[str, list[float]] = defaultdict(list)
        keys = self.keys[article.version_id].asked
        for other in self._near(article, self.around.near_stories, keys, least=FEWEST_STORY_KEYS):
            if other.story_id is not None and other.article_id != article.article_id:
                likelihood = same_event((article.profile, article.day), (other.profile, other.day))
                links[self._final(other.story_id)].append(likelihood)
        means = {story: fmean(sorted(found)[-BEST_LINKS:]) for story, found in links.items()}
        return {story: mean for story, mean in means.items() if mean >= least_likely()}

    def _merge(self, own: str, article: KnownArticle, others: Iterable[str]) -> None:
        """Make one of two stories that an article belongs to both, if their own articles are likely on one event."""
        for other in others:
            ours, theirs = self._members(own), self._members(other)
            pairs = [same_event((a.profile, a.day), (b.profile, b.day)) for a in ours for b in theirs]
            if not pairs or fmean(pairs) < least_likely():
                continue
            kept, gone = sorted((own, other), key=lambda story: (self.stories[story], story))
            self.decisions.merged_stories[gone] = kept
            own = kept
        self.decisions.story_of[article.version_id] = own

    def _members(self, story: str) -> list[KnownArticle]:
        found = [one for one in self.articles.values() if one.story_id and self._final(one.story_id) == story]
        return sorted(found, key=lambda one: one.precedence)[-MOST_COMPARED:]

    def _final(self, story: str) -> str:
        while story in self.decisions.merged_stories:
            story = self.decisions.merged_stories[story]
        return story
