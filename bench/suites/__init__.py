"""The suites: a module each, whose `measure(gold, scorers)` returns figures and prints nothing."""
