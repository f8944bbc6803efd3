"""The contract suite: a pytest plugin and its test modules, for any base URL."""
