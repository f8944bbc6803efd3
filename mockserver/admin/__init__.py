"""The control API below `/__admin/`: what a test does to its world, which no command of the product can."""
