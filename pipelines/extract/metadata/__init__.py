"""Metadata: headline, authors, dates, address, language and paywall, as the page states or shows them."""
