"""Languages: the word lists, tables and patterns of each language, as data files in a folder of its own.

Extraction, reading, resolution and dates are given a Language (or all Languages, where the language of a page is not
known yet) and import none. English is complete: its lists are the lists that a language can have.
"""

from hearsay.pipelines.language.language import Language, LanguageError, alternatives
from hearsay.pipelines.language.languages import DEFAULT, Languages, load_languages

__all__ = ["DEFAULT", "Language", "LanguageError", "Languages", "alternatives", "load_languages"]
