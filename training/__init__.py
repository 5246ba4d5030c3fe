"""Training of the reader's weights. Nothing here is imported at run time; only this package imports torch."""
