"""How a terminal becomes ours: connection codes and certificates."""
