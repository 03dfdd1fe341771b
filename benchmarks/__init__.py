"""How fast isopt is beside other ways to do the same, and published instances to hold it to. See README.md."""
