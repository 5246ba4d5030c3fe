"""Where runs run: the Prefect server, flows started by hand, and schedules."""
