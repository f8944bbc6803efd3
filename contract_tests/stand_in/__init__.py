"""A reference server for the tests of a client: started or shared, with a fresh account for each test."""
