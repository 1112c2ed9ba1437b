"""The rules that turn numbers into verdicts: pure, so that the terminal judges without a line and the
centre can judge stored numbers again."""
