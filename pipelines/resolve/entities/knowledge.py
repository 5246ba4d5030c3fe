"""The user's knowledge table, asked by name: who it may be, and who it is where the article tells."""

from collections.abc import Iterable, Sequence

from hearsay.pipelines.lexicon import fold
from hearsay.pipelines.records import Known


class Knowledge:
    """Things by their names and other names, for one kind of thing at a time."""

    def __init__(self, things: Iterable[Known] = ()) -> None:
        """Takes every name as it is written; case and accents do not count."""
        self._named: dict[tuple[str, str], list[Known]] = {}
        for thing in things:
            for name in {fold(form) for form in (thing.name, *thing.aliases)}:
                self._named.setdefault((thing.entity_type, name), []).append(thing)

    def find(self, entity_type: str, forms: Sequence[str], countries: Sequence[str]) -> tuple[Known | None, bool]:
        """The one thing that these forms of a name may mean, if there is one; and whether several may.

        Forms that the table lacks do not count, and a person's first or last name alone says nothing where the full
        name is given: the Voss of the table is not every Voss. Of several things the one whose country comes first
        among `countries`, those that the article names, is meant; several of one country stay several.
        """
        candidates: list[Known] | None = None
        full = [form for form in forms if entity_type != "person" or " " in form]
        for form in full or forms:
            named = self._named.get((entity_type, fold(form)))
            if named is None:
                continue
            both = named if candidates is None else [one for one in candidates if one in named]
            candidates = both or candidates
        if not candidates:
            return None, False
        if len(candidates) == 1:
            return candidates[0], False
        for country in countries:
            there = [one for one in candidates if one.country == country]
            if there:
                return (there[0], False) if len(there) == 1 else (None, True)
        return None, True


NOTHING = Knowledge()
"""The knowledge of a warehouse that has been told nothing."""
