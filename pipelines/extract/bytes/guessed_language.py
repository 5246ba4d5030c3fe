"""Languages of a text with their probabilities, from the text alone."""

from collections.abc import Callable
from functools import cache
from typing import Any

from py3langid.langid import MODEL_FILE, LanguageIdentifier


def guess_language(sample: str) -> tuple[str, float]:
    """Return py3langid's code of the likeliest language, and the probability of this language."""
    code, probability = _identifier().classify(sample)
    return str(code), float(probability)


def rank_languages(sample: str) -> list[tuple[str, float]]:
    """Return py3langid's codes with their probabilities, the likeliest first."""
    return [(str(code), float(probability)) for code, probability in _identifier().rank(sample)]


@cache
def _identifier() -> Any:
    from_file: Callable[..., Any] = LanguageIdentifier.from_model_file
    return from_file(MODEL_FILE, norm_probs=True)
