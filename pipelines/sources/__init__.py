"""Sources to inputs: files, folders, URLs, dumps, archives, feeds, sitemaps, standard input.

`kinds` declares the kinds of sources. This file imports nothing, because every command imports the kinds.
"""
