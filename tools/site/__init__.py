"""The reference docs as a static site."""
