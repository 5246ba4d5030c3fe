"""The languages of the tests, shared so that the gazetteer is built once per process."""

from hearsay.flows.config.languages import languages

LANGUAGES = languages()
ENGLISH = LANGUAGES.default
