"""The frame of every page: base template, style, components, error pages, navigation."""
