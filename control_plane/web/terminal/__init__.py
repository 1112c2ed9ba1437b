"""One terminal: each check with verdict, evidence, rule and age; configuration; history."""
