"""A made dossier with its truth: what `belgi demo` shows and the tests compare with."""
