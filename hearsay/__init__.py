"""News pages into a DuckDB warehouse of who said what, about whom, when, and how sure they were."""
