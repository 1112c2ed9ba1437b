"""The commands of `beket-control-plane`, each imported only when it is run."""
