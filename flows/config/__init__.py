"""User settings: hearsay.toml, named sources, ranges of time, custom rules, limits of the workers."""
