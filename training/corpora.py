"""Gold corpora as documents of tagged words. Each reader takes the files of the public distribution.

An attribution corpus gives one tag for each word. An entity corpus gives the *set* of tags that a word may have,
because some corpora have coarser types (CoNLL's MISC) or lack some types (no dates). The loss sums over the set.
"""

import json
import random
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from hearsay.flows.config.languages import languages
from hearsay.pipelines.extract.metadata.language import text_language
from hearsay.pipelines.lexicon import word_set
from hearsay.pipelines.reader.tags import ENTITY_TYPES, ROLES
from hearsay.pipelines.reader.windows import Words, split_words
from training.splits import is_kept_back

Range = tuple[int, int]
Sentence = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Attributed:
    """Attribution in words: the ranges of its cue, of its source (or None) and of its content's parts."""

    cue: Range
    source: Range | None
    contents: tuple[Range, ...]


@dataclass(frozen=True, slots=True)
class AttributionDocument:
    """Text with the tag of each word (0 is O) and its attributions."""

    name: str
    text: str
    words: Words
    tags: NDArray[np.int64]
    attributions: tuple[Attributed, ...]


@dataclass(frozen=True, slots=True)
class EntityDocument:
    """Text with the tags that each word may have: words × tags."""

    name: str
    text: str
    words: Words
    allowed: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class UntaggedDocument:
    """Text that a teacher tags; `corpus` is from UNTAGGED, or the name that training.variants uses."""

    corpus: str
    name: str
    words: Words


Document = AttributionDocument | EntityDocument | UntaggedDocument


# --- PolNeAR -----------------------------------------------------------------------------------------------------


def read_polnear(split: Path, tokenizer: Tokenizer) -> Iterator[AttributionDocument]:
    """Yield the articles of a split, each by its first annotator; `split` holds text/ and attributions/."""
    seen: set[str] = set()
    for path in sorted((split / "attributions").glob("*.ann")):
        name = re.sub(r"_[0-9a-f]{4}$", "", path.stem)
        text_path = split / "text" / f"{name}.txt"
        if name not in seen and text_path.exists():
            seen.add(name)
            text = text_path.read_text(encoding="utf8")
            yield _attribution_document(name, text, path.read_text(encoding="utf8"), tokenizer)


def _attribution_document(name: str, text: str, standoff: str, tokenizer: Tokenizer) -> AttributionDocument:
    words = split_words(text, tokenizer)
    tags = np.zeros(len(words), dtype=np.int64)
    spans: dict[str, tuple[str, list[Range]]] = {}
    attributions: list[Attributed] = []
    for line in standoff.splitlines():
        cells = line.split("\t")
        if line.startswith("T") and len(cells) > 1 and " " in cells[1]:
            role, offsets = cells[1].split(" ", 1)
            parts = [tuple(map(int, part.split())) for part in offsets.split(";")]
            spans[cells[0]] = (role.lower(), _in_words(words, text, sorted(parts)))
        elif line.startswith("E") and len(cells) > 1:
            ids = [argument.split(":", 1)[1] for argument in cells[1].split() if ":" in argument]
            by_role: dict[str, list[Range]] = {role: [] for role in ROLES}
            for role, ranges in (spans[i] for i in ids if i in spans):
                if role in by_role:
                    by_role[role] += ranges
            if by_role["cue"]:
                sources = by_role["source"]
                content = tuple(sorted(by_role["content"]))
                attributions.append(Attributed(by_role["cue"][0], sources[0] if sources else None, content))
    for role, ranges in spans.values():
        if role in ROLES:
            kind = ROLES.index(role)
            for low, high in ranges:
                tags[low:high] = 2 + 2 * kind
                tags[low] = 1 + 2 * kind
    before = np.concatenate([[0], tags[:-1]])
    interrupted = (tags > 0) & (tags % 2 == 0) & (before != tags) & (before != tags - 1)
    tags[interrupted] -= 1  # the rest of a span behind another span inside it
    return AttributionDocument(name, text, words, tags, tuple(attributions))


def _in_words(words: Words, text: str, parts: Iterable[Sequence[int]]) -> list[Range]:
    """Return character spans as ranges of words, joining parts with only white space between them."""
    joined: list[list[int]] = []
    for start, end in parts:
        if joined and not text[joined[-1][1] : start].strip():
            joined[-1][1] = end
        else:
            joined.append([start, end])
    ranges = [
        (
            int(np.searchsorted(words.ends, start, side="right")),
            int(np.searchsorted(words.starts, end, side="left")),
        )
        for start, end in joined
    ]
    return [(low, high) for low, high in ranges if low < high]


# --- Untagged texts
# --------------------------------------------------------------------------------------------------


REUTERS_WORDS = 300
"""Fewest words of a report of Reuters-21578; shorter reports are prices and results of firms."""


UNTAGGED = ("basil", "worldwide", "scrapinghub", "fundus", "wcxb", "conll2003", "reuters")
"""News without tags, or without role tags."""


def read_untagged(gold: Path, tokenizer: Tokenizer, corpora: Collection[str]) -> Iterator[UntaggedDocument]:
    """Yield news of some of UNTAGGED for a teacher to tag.

    The sets are BASIL's articles, worldwide newswire (without the held-out part), English bodies of saved pages of
    three sets, CoNLL's training part and long reports of Reuters-21578.
    """
    readers = {
        "basil": _read_basil,
        "worldwide": _read_worldwide,
        "conll2003": _read_conll,
        "reuters": _read_long_reports,
    }
    for corpus in UNTAGGED:
        if corpus in corpora:
            texts = readers[corpus](gold, tokenizer) if corpus in readers else _read_pages(gold, corpus, tokenizer)
            yield from (UntaggedDocument(corpus, name, words) for name, words in texts)


def _read_basil(gold: Path, tokenizer: Tokenizer) -> Iterator[tuple[str, Words]]:
    for path in sorted((gold / "stories" / "basil" / "articles").glob("*/*.json")):
        article = json.loads(path.read_text(encoding="utf8"))
        yield path.stem, split_words("\n".join(map(" ".join, article["body-paragraphs"])), tokenizer)


def _read_worldwide(gold: Path, tokenizer: Tokenizer) -> Iterator[tuple[str, Words]]:
    for name, sentences in read_token_documents(gold / "ner" / "worldwide"):
        if not is_kept_back(name):
            yield name, _without_tags(name, sentences, tokenizer)


def _read_conll(gold: Path, tokenizer: Tokenizer) -> Iterator[tuple[str, Words]]:
    for name, sentences in read_token_documents(gold / "ner" / "conll2003" / "train.txt"):
        yield f"conll2003 {name}", _without_tags(name, sentences, tokenizer)


def _read_pages(gold: Path, corpus: str, tokenizer: Tokenizer) -> Iterator[tuple[str, Words]]:
    for line in (gold / "pages" / corpus / "gold.jsonl").read_text(encoding="utf8").splitlines():
        page = json.loads(line)
        if text_language(page["body"], None, languages()) == "en":
            yield f"{corpus} {page['id']}", split_words(page["body"], tokenizer)


def _read_long_reports(gold: Path, tokenizer: Tokenizer) -> Iterator[tuple[str, Words]]:
    for number, text in enumerate(read_reuters(gold / "reuters")):
        if len(text.split()) >= REUTERS_WORDS:
            yield f"reuters {number}", split_words(text, tokenizer)


def _without_tags(name: str, sentences: Sequence[Sentence], tokenizer: Tokenizer) -> Words:
    return entity_document(name, sentences, "worldwide", tokenizer, random.Random(name)).words


def read_reuters(folder: Path) -> Iterator[str]:
    """Yield the texts of Reuters-21578, with a line for each paragraph.

    `folder` holds reuters-000.json to -021.json.
    """
    for number in range(22):
        for report in json.loads((folder / f"reuters-{number:03}.json").read_text(encoding="utf8")):
            body = re.sub(r"\s*(?:reuter)?[\s\x03]*\Z", "", report.get("body") or "", flags=re.IGNORECASE)
            yield "\n".join(" ".join(paragraph.split()) for paragraph in re.split(r"\n {4,}", body))


# --- Entities ----------------------------------------------------------------------------------------------------

_MISC = ("norp", "event", "product", "misc")
_PLACE = ("location", "facility")
_TYPES: dict[str, dict[str, tuple[str, ...]]] = {
    "worldwide": {
        **{name: (name,) for name in ENTITY_TYPES},
        "miscellaneous": ("misc",),
    },
    "four": {
        "per": ("person",),
        "person": ("person",),
        "politician": ("person",),
        "org": ("organization",),
        "organisation": ("organization",),
        "politicalparty": ("organization",),
        "loc": _PLACE,
        "location": _PLACE,
        "country": ("location",),
        "election": ("event",),
        "event": ("event",),
        "misc": _MISC,
    },
}
_UNSAID = {"worldwide": (), "four": ("money", "date")}
"""Types that a corpus does not annotate, so that its O does not exclude them."""


def read_token_documents(path: Path, sentences_each: int = 20) -> Iterator[tuple[str, list[Sentence]]]:
    """Yield the documents of a file with a token and its tag in each line, or of a folder of such files."""
    for file in sorted(path.iterdir()) if path.is_dir() else [path]:
        sentences: list[Sentence] = []
        sentence: Sentence = []
        for line in [*file.read_text(encoding="utf8").splitlines(), ""]:
            cells = line.split("\t") if "\t" in line else line.split()
            if len(cells) >= 2 and cells[0].strip():
                sentence.append((cells[0].strip(), cells[-1].strip()))
            elif sentence:
                sentences.append(sentence)
                sentence = []
        step = len(sentences) if path.is_dir() else sentences_each
        for at in range(0, len(sentences), step or 1):
            yield f"{file.stem}-{at}", sentences[at : at + step]


def entity_document(
    name: str, sentences: Sequence[Sentence], scheme: str, tokenizer: Tokenizer, chance: random.Random
) -> EntityDocument:
    """Return the document with a line break after each sentence or, in three of ten cases, after a few sentences."""
    break_share = 1.0 if chance.random() < 0.7 else 0.35
    text, spans = "", list[tuple[int, int, str]]()
    for sentence in sentences:
        last = None
        for token, tag in sentence:
            kind = tag.split("-", 1)[-1].lower() if tag != "O" else None
            end = len(text) + len(token)
            if kind and kind == last and tag[:1] == "I":
                spans[-1] = (spans[-1][0], end, kind)
            elif kind:
                spans.append((len(text), end, kind))
            last = kind
            text += token + " "
        text = text[:-1] + ("\n" if chance.random() < break_share else " ")
    words = split_words(text, tokenizer)
    allowed = np.zeros((len(words), 1 + 2 * len(ENTITY_TYPES)), dtype=np.bool_)
    allowed[:, 0] = True
    for kind in _UNSAID[scheme]:
        allowed[:, _tag(kind) : _tag(kind) + 2] = True
    for start, end, kind in spans:
        types = _types(scheme, kind, text[start:end])
        for low, high in _in_words(words, text, [(start, end)]) if types else []:
            allowed[low:high] = False
            for name_of_type in types:
                allowed[low, _tag(name_of_type)] = True
                allowed[low + 1 : high, _tag(name_of_type) + 1] = True
    return EntityDocument(name, text, words, allowed)


def _types(scheme: str, kind: str, name: str) -> tuple[str, ...]:
    """Return the types that a mention may have.

    Corpora without events tag them as misc; the names separate them.
    """
    types = _TYPES[scheme].get(kind, ())
    if "misc" in types and name.rsplit(maxsplit=1)[-1].lower() in word_set("../training/event_words.txt"):
        return ("event",)
    return types


def _tag(kind: str) -> int:
    return 1 + 2 * ENTITY_TYPES.index(kind)
