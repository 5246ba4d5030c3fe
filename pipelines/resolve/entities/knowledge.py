"""The user's knowledge table, looked up by name and disambiguated by the countries of the article."""

from collections.abc import Iterable, Sequence

from hearsay.pipelines.lexicon import fold
from hearsay.pipelines.records import Known


class Knowledge:
    """Known things by entity type, name and alias."""

    def __init__(self, things: Iterable[Known] = ()) -> None:
        """Index every name and alias as written, without regard to case and accents."""
        self._named: dict[tuple[str, str], list[Known]] = {}
        for thing in things:
            for name in {fold(form) for form in (thing.name, *thing.aliases)}:
                self._named.setdefault((thing.entity_type, name), []).append(thing)

    def find(self, entity_type: str, forms: Sequence[str], countries: Sequence[str]) -> tuple[Known | None, bool]:
        """Return the only thing that these forms of a name may mean, or None, and True if several may be meant.

        Forms that the table lacks do not count. A person's first or last name alone does not count if the full name
        is given: the Voss of the table is not every Voss.

        Args:
            entity_type: The type of the thing.
            forms: The forms of its name in the article.
            countries: The countries that the article names. Of several things, the thing whose country comes first
                is meant; several things of that country stay ambiguous.
        """
        candidates: list[Known] | None = None
        full = [form for form in forms if entity_type != "person" or " " in form]
        for form in full or forms:
            named = self._named.get((entity_type, fold(form)))
            if named is None:
                continue
            both = named if candidates is None else [thing for thing in candidates if thing in named]
            candidates = both or candidates
        if not candidates:
            return None, False
        if len(candidates) == 1:
            return candidates[0], False
        for country in countries:
            there = [thing for thing in candidates if thing.country == country]
            if there:
                return (there[0], False) if len(there) == 1 else (None, True)
        return None, True


NOTHING = Knowledge()
"""Knowledge of a warehouse without a knowledge table."""
