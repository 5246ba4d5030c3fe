"""Figures on public gold data, by one command: python -m bench GOLD SCORERS."""
