"""The suite against one target or two, and what is done with a report."""
