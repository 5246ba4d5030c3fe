"""News pages in, records out: sources and fetch, extraction, the reader, resolution, and the frames they become."""
