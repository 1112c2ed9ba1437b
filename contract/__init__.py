"""What the terminal and the centre agree on: nothing here touches a device, a network or a database."""
