"""Bar charts as inline SVG: a chart holds the numbers, a layout holds the positions, a template writes the SVG."""
