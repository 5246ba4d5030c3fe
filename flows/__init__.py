"""The only home of Prefect: the flows, their settings and the command line."""
