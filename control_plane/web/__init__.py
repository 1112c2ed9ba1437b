"""The pages: what the helpdesk reads and where settings are changed, live, in three languages."""
