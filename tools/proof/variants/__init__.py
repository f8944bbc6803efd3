"""Is the suite quiet? Correct servers that differ where the page is silent, on none of which a check may fail."""
