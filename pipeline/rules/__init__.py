"""The articles as pure functions: an operation and its facts, permitted or refused."""
