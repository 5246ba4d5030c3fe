"""Bar charts as inline SVG: numbers become a chart, the chart gets a layout, and a template renders the layout."""
