"""Keys and certificates of the centre: the offline root, signing keys, the X.509 authority."""
