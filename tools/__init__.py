"""The command line and the generators: everything that stands on the spec, the server and the suite."""
