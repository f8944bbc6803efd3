"""Trials of the suite: a server built differently, the suite run against it in this process, what each check said."""
