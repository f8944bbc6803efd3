"""What is generated from the spec; each module renders one kind of file."""
