"""The docs as a static site."""
