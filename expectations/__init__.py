"""The audit and the quality report; the only package that imports Great Expectations."""
