"""What happens to a document, in order."""
