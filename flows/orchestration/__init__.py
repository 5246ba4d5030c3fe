"""Runs in Prefect: the server, flows started by hand, and schedules."""
