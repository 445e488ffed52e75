"""The articles as pure functions: no files, no clock, no register."""
