"""The reference application behind the servers that people put in front of such an API: each has to conform."""
