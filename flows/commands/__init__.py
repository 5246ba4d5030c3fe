"""Commands of the command line, each in a module of its name; flows.command_line puts them together.

A command imports slow modules inside its function. So each command loads only its own dependencies, `hearsay --help`
loads nothing, and Prefect is imported last, after its server has started. Shared code is in `options`, `parameters`
and `streams`.
"""
