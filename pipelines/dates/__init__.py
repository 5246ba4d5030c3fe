"""Dates: the time expressions of a text, and the dates that its claims are about and were said on."""

from hearsay.pipelines.dates.claims import date_claims

__all__ = ["date_claims"]
