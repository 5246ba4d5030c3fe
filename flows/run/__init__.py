"""A run: pages in, rows published, copies and stories gathered, a receipt and a report out."""
