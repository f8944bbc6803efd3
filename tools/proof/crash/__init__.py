"""What becomes of the reference server's data when its process, its disk or its database fails."""
