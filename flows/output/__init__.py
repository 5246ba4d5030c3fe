"""Output of commands: tables as text, records as JSON."""
