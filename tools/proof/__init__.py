"""What shows that the suite can be believed: wrong servers, honest variants."""
