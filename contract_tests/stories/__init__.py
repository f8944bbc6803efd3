"""The checks that judge a target."""
