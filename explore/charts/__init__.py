"""Bar charts as inline SVG: numbers become a chart, a chart gets a layout, and a template writes the layout."""
