"""The reference server of the e-mail campaigns API."""
