"""The line: interfaces, addresses, routes and name servers."""
