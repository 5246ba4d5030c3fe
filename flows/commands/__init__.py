"""The commands of the command line: the module of a command bears its name; flows.command_line puts them together.

A command imports inside its function whatever is slow to load. So each loads only what it needs, `hearsay --help`
loads nothing, and Prefect comes last, when its server has started. What commands share is in `options`, `parameters`
and `streams`.
"""
