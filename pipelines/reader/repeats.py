"""A step after the network: who was named once is known when the name comes again.

The network sees one window at a time, and a bare surname may look like any word ('Trump'). So where an article names
a person with some confidence, the same name or surname elsewhere in the article is a mention too. Other types gain
nothing: with them F1 fell by .001 on the kept-back documents of worldwide newswire; with persons alone it stayed.
"""

import re
from collections.abc import Sequence

from hearsay.pipelines.records import Mention

LEAST_CONFIDENCE = 0.7
"""From which on a mention vouches for others of its name; chosen on the kept-back documents."""
DISCOUNT = 0.8
"""What a vouched-for mention has of the confidence of the one that vouches for it."""
_LONGEST = 60
"""Characters of a name that is looked for again."""


def add_repeats(text: str, mentions: Sequence[Mention]) -> tuple[Mention, ...]:
    """The mentions and, where no other one stands, further ones of the same names; in order, none overlapping."""
    known: dict[str, Mention] = {}
    for mention in mentions:
        if mention.confidence >= LEAST_CONFIDENCE and mention.entity_type == "person":
            for name in _forms(text[mention.start : mention.end]):
                known.setdefault(name, mention)
    if not known:
        return tuple(mentions)
    pattern = "|".join(map(re.escape, sorted(known, key=len, reverse=True)))
    taken = iter([*mentions, Mention(len(text), len(text), "", 0.0)])
    ahead = next(taken)
    found = list(mentions)
    for match in re.finditer(rf"(?<![\w-])(?:{pattern})(?![\w-])", text):
        while ahead.end <= match.start():
            if ahead.start == len(text):
                break
            ahead = next(taken)
        if ahead.start >= match.end():
            model = known[match.group()]
            confidence = round(model.confidence * DISCOUNT, 3)
            found.append(Mention(match.start(), match.end(), model.entity_type, confidence))
    return tuple(sorted(found, key=lambda mention: mention.start))


def _forms(name: str) -> list[str]:
    """The name itself and, where it is a full one, the surname; never what could be any word."""
    forms = [name] if any(character.isupper() for character in name) and len(name) <= _LONGEST else []
    words = name.split()
    if len(words) > 1:
        forms.append(words[-1])
    return [form for form in forms if form[0].isupper() and len(form) > 2]
