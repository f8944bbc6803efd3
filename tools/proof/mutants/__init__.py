"""Servers made wrong on purpose, each of which has to turn a check of the broken rule red."""
