"""Words of a line: how many they are, and which word lists know it."""
