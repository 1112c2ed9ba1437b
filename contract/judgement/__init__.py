"""The rules that turn numbers into verdicts: pure, so that either end can judge, and judge again."""
