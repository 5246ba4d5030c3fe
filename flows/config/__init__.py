"""What the user sets: hearsay.toml, sources by name, ranges of time, own rules, limits of the workers."""
