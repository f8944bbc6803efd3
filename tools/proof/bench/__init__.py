"""How quick the reference server is beside a server that does nothing, a lean application and other stand-ins."""
