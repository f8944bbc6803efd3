"""The reference server behind the HTTP servers and proxies that others have written: each has to conform."""
