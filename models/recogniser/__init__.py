"""The trained recogniser and what it takes to train it again."""
