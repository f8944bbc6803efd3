"""Wrong handlers, written by hand: each is one small function or class whose docstring says what it does wrong."""
