"""Decisions about new articles and claims: original of a copy, story, and claim group.

Articles are processed by appearance, so the order within a batch has no effect. The order of batches has two effects:
the first article of a story or claim group gives the group its id, and a story is never split.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import fsum
from statistics import fmean

from hearsay.pipelines.ids import content_id
from hearsay.pipelines.language import Languages
from hearsay.pipelines.stories.claims import find_group
from hearsay.pipelines.stories.copies import Body, are_of_template, copy_similarity, find_original
from hearsay.pipelines.stories.excerpts import may_be_excerpt, wording
from hearsay.pipelines.stories.keys import ArticleKeys, claim_bands
from hearsay.pipelines.stories.known import KnownArticle, KnownClaim, Neighbourhood
from hearsay.pipelines.stories.pairs import least_likely, same_event
from hearsay.pipelines.stories.words import Sentence

BEST_LINKS = 5
"""The number of most similar articles of a story that count; an article of a story that is not near counts as 0.

With a single article, stories would chain event to event.
"""
MOST_COMPARED = 5
FEWEST_STORY_KEYS = 2
"""The least number of distinctive words and names that two articles share before they are compared."""
MOST_NEAR_STORIES = 40
MOST_SHARING_RUNS = 20
"""The most claims of a story that are compared with a claim because they share runs of words."""


@dataclass(slots=True)
class Decisions:
    """The decisions about a batch.

    `copies` includes articles of the warehouse that turned out to have an original.
    """

    copies: dict[str, tuple[str, float]] = field(default_factory=dict)
    story_of: dict[str, str] = field(default_factory=dict)
    founded_stories: dict[str, KnownArticle] = field(default_factory=dict)
    merged_stories: dict[str, str] = field(default_factory=dict)
    group_of: dict[str, str] = field(default_factory=dict)
    founded_groups: dict[str, KnownClaim] = field(default_factory=dict)
    claim_bands: dict[str, tuple[int, ...]] = field(default_factory=dict)


def gather(
    new: Iterable[KnownArticle], keys: Mapping[str, ArticleKeys], around: Neighbourhood, languages: Languages
) -> Decisions:
    """Decide where each new article and each new claim belongs.

    The same articles and neighbourhood give the same decisions in any order.

    Args:
        new: New articles. An article with a story is here only for its new claims.
        keys: The keys of the new articles by version_id.
        around: The neighbours of the new articles in the warehouse.
        languages: The languages whose negations tell claims apart.
    """
    state = _State(around, keys, languages)
    for article in sorted(new, key=lambda item: item.appearance):
        if article.story_id is None:
            state.place_copy(article)
            state.place_story(article)
            state.remember(article)
        state.place_claims(article)
    return state.decisions


class _State:
    """The state while a batch is processed: the neighbourhood, and the articles of the batch placed so far."""

    def __init__(self, around: Neighbourhood, keys: Mapping[str, ArticleKeys], languages: Languages) -> None:
        self.around = around
        self.keys = keys
        self.languages = languages
        self.articles = dict(around.articles)
        self.claims = dict(around.claims)
        self.stories = dict(around.stories)
        self.sizes = dict(around.sizes)
        self.bodies: dict[str, Body] = {}
        self.copies = {original: list(copies) for original, copies in around.copies.items()}
        self.story_of_article = dict(around.story_of)
        self.by_key: dict[int, list[str]] = defaultdict(list)
        self.claims_by_key: dict[int, list[str]] = defaultdict(list)
        self.claims_by_run: dict[tuple[str, Sentence], list[str]] = defaultdict(list)
        """Claims by a story and a run of words."""
        self.decisions = Decisions()
        for claim_id in sorted({claim_id for ids in around.story_claims.values() for claim_id in ids}):
            self._remember_words(self.claims[claim_id])

    def remember(self, article: KnownArticle) -> None:
        """Add a placed article, so that later articles of the batch find the article by key."""
        copy_of = self.decisions.copies.get(article.version_id, (None,))[0]
        story = self.decisions.story_of[article.version_id]
        self.articles[article.version_id] = replace(article, story_id=story, copy_of=copy_of)
        if article.article_id not in self.story_of_article:
            self.sizes[story] = self.sizes.get(story, 0) + 1
        self.story_of_article.setdefault(article.article_id, story)
        keys = self.keys[article.version_id]
        for key in (*keys.bands, *keys.stored):
            self.by_key[key].append(article.version_id)

    def place_copy(self, article: KnownArticle) -> None:
        """Link a copy to its original.

        Known originals that appeared later than the article become its copies, with their own copies.
        """
        near = self._near(article, self.around.near_texts, self.keys[article.version_id].bands, least=1)
        originals = {neighbour.copy_of or neighbour.version_id for neighbour in near}
        originals_near = [self.articles[version] for version in sorted(originals) if version in self.articles]
        match = find_original(article, originals_near)
        if match is not None:
            self._point(article.version_id, *match[:1], match[1])
            return
        for later in originals_near:
            similarity = copy_similarity(Body(article.text), Body(later.text))
            if later.article_id != article.article_id and similarity is not None:
                self._take_over(article, later, similarity)

    def place_story(self, article: KnownArticle) -> None:
        """Assign an article to a story.

        This is the story of its other versions or its original, otherwise the most likely story, otherwise a new
        story.
        """
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
            self.stories[own] = article.appearance.at
        own = self._final(own)
        self.decisions.story_of[article.version_id] = own
        self._merge(own, article, [story for story in likely if story != own])

    def place_claims(self, article: KnownArticle) -> None:
        """Assign each claim of an article to the group of the most similar claim, otherwise to a new group."""
        if not article.claims:
            return
        story = self._final(self.decisions.story_of.get(article.version_id) or article.story_id or "")
        names = [story, *(gone for gone in self.decisions.merged_stories if self._final(gone) == story)]
        placed = [
            self._place_claim(replace(claim, version_id=article.version_id, story_id=story), names)
            for claim in article.claims
        ]
        for claim in placed:
            self._remember_words(claim)

    def _place_claim(self, claim: KnownClaim, story_names: Sequence[str]) -> KnownClaim:
        bands = claim_bands(claim.content_text)
        ids = [
            *self.around.near_claims.get(claim.claim_id, ()),
            *(c for band in bands for c in self.claims_by_key[band]),
            *self._sharing_runs(claim, story_names),
        ]
        near = [self._of_final_story(claim_id) for claim_id in dict.fromkeys(ids) if claim_id in self.claims]
        group = find_group(claim, near, self.languages)
        if group is None:
            group = content_id("claim_group", claim.claim_id)
            self.decisions.founded_groups[group] = claim
        placed = replace(claim, group_id=group)
        self.claims[claim.claim_id] = placed
        self.decisions.group_of[claim.claim_id] = group
        if any(neighbour.content_text == claim.content_text and neighbour.group_id == group for neighbour in near):
            return (
                placed  # the bands of the equal claim find this claim too: a wire story must not lengthen the lists
            )
        self.decisions.claim_bands[claim.claim_id] = bands
        for band in bands:
            self.claims_by_key[band].append(claim.claim_id)
        return placed

    def _sharing_runs(self, claim: KnownClaim, story_names: Sequence[str]) -> list[str]:
        """Return the claims of a story that share most runs of words with a claim, and may be excerpts."""
        words = wording(claim.content_text)
        shared = Counter(
            claim_id
            for name in story_names
            for run in words.runs
            for claim_id in self.claims_by_run.get((name, run), ())
        )
        likely = [
            claim_id
            for claim_id, runs in shared.items()
            if may_be_excerpt(words, wording(self.claims[claim_id].content_text), runs)
        ]
        return sorted(likely, key=lambda claim_id: (-shared[claim_id], claim_id))[:MOST_SHARING_RUNS]

    def _remember_words(self, claim: KnownClaim) -> None:
        """Add a claim, so that later claims of the story find the claim by a run of words."""
        if claim.story_id is not None:
            for run in wording(claim.content_text).runs:
                self.claims_by_run[claim.story_id, run].append(claim.claim_id)

    def _of_final_story(self, claim_id: str) -> KnownClaim:
        claim = self.claims[claim_id]
        return replace(claim, story_id=self._final(claim.story_id)) if claim.story_id else claim

    def _near(
        self, article: KnownArticle, stored: Mapping[str, Sequence[str]], keys: Iterable[int], *, least: int
    ) -> list[KnownArticle]:
        shared: dict[str, int] = defaultdict(int)
        for key in keys:
            for version in self.by_key.get(key, ()):
                shared[version] += 1
        enough = [(-count, version) for version, count in shared.items() if count >= least]
        ids = [*stored.get(article.version_id, ()), *(version for _, version in sorted(enough)[:MOST_NEAR_STORIES])]
        return [self.articles[neighbour] for neighbour in dict.fromkeys(ids) if neighbour in self.articles]

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
        """Return the stories that the article probably belongs to, with their likelihoods."""
        links: dict[str, list[float]] = defaultdict(list)
        keys = self.keys[article.version_id].asked
        for other in self._near(article, self.around.near_stories, keys, least=FEWEST_STORY_KEYS):
            if other.story_id is not None and other.article_id != article.article_id:
                links[self._final(other.story_id)].append(self._likelihood(article, other))
        means = {story: self._mean(story, likelihoods) for story, likelihoods in links.items()}
        return {story: mean for story, mean in means.items() if mean >= least_likely()}

    def _mean(self, story: str, likelihoods: list[float]) -> float:
        count = min(BEST_LINKS, max(len(likelihoods), self.sizes.get(story, 0)))
        return fsum(sorted(likelihoods)[-count:]) / count

    def _likelihood(self, article: KnownArticle, other: KnownArticle) -> float:
        """Return the likelihood that two articles are on the same event; 0 for two texts of a template."""
        likelihood = same_event((article.profile, article.day), (other.profile, other.day))
        if likelihood < least_likely():
            return likelihood
        left, right = self._body(article), self._body(other)
        return 0.0 if are_of_template(left, right) else likelihood

    def _body(self, article: KnownArticle) -> Body:
        return self.bodies.setdefault(article.version_id, Body(article.text))

    def _merge(self, own: str, article: KnownArticle, others: Iterable[str]) -> None:
        """Merge two stories that an article belongs to, if their articles are probably on the same event."""
        for other in others:
            ours, theirs = self._members(own), self._members(other)
            pairs = [self._likelihood(a, b) for a in ours for b in theirs]
            if not pairs or fmean(pairs) < least_likely():
                continue
            kept, gone = sorted((own, other), key=lambda story: (self.stories[story], story))
            self.decisions.merged_stories[gone] = kept
            self.sizes[kept] = self.sizes.get(kept, 0) + self.sizes.pop(gone, 0)
            own = kept
        self.decisions.story_of[article.version_id] = own

    def _members(self, story: str) -> list[KnownArticle]:
        members = [
            article
            for article in self.articles.values()
            if article.story_id and self._final(article.story_id) == story
        ]
        return sorted(members, key=lambda article: article.appearance)[-MOST_COMPARED:]

    def _final(self, story: str) -> str:
        while story in self.decisions.merged_stories:
            story = self.decisions.merged_stories[story]
        return story
