"""Everything that is particular to a DuckLake: its address, extensions, locks, numbers, runs and upkeep."""
