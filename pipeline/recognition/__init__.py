"""From pages to a verdict; knows no format and no file."""
