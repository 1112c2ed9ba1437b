"""The faulty list: what is wrong, since when, where, what to do."""
