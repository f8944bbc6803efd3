"""From outcomes to a verdict and its files."""
