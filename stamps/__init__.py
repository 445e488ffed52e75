"""How a mark gets onto a carrier."""
