"""Claims: attributions and statements of an article with their certainty, polarity and check-worthiness."""
