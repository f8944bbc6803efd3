"""Requests that no honest client would send, in great number and in this process: none may end in a 5xx."""
