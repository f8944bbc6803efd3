"""A model of campaigns, random walks and generated requests: they look for faults that nobody listed."""
