"""Words of a line: their count, and their matches in word lists."""
