"""Pictures of the pages, for people to look at: `make pictures` writes them to build/pictures/."""
