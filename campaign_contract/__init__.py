"""The one import root: a contract suite, a reference server and generators for an e-mail campaigns API."""
