"""The rule reader: word lists and patterns, no model. English; in other languages it finds names and little else."""

from dataclasses import dataclass
from pathlib import Path

from pipelines import lexicon
from pipelines.reader.attributions import find_attributions
from pipelines.reader.mentions import find_mentions
from pipelines.reader.tokens import split_tokens
from pipelines.records import Reading


@dataclass(frozen=True, slots=True)
class RuleReader:
    """Reads by rules; `version` names them and changes with their code and their lists."""

    version: str

    @classmethod
    def load(cls) -> "RuleReader":
        """The reader with the version of what lies on disk."""
        folder = Path(__file__).parent
        files = [*folder.glob("*.py"), *(folder / "data").glob("*.txt"), Path(lexicon.__file__)]
        return cls(f"rules-{lexicon.files_hash(*files)}")

    def read(self, text: str) -> Reading:
        """What the text names and whom it quotes, in time linear in its length."""
        tokens = split_tokens(text)
        return Reading(find_mentions(text, tokens), find_attributions(text, tokens), self.version)
