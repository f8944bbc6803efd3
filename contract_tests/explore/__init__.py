"""What looks for faults that nobody listed: a model, walks, generated requests."""
