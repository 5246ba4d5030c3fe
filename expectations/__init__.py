"""The audit and its report; the only package that imports Great Expectations."""
