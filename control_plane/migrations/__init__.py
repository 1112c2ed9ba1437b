"""The database's migrations, from the first table on."""
