"""Dates: time expressions in a text, and the dates that claims are about and were made on."""

from hearsay.pipelines.dates.claims import date_claims

__all__ = ["date_claims"]
