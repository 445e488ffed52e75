"""How well marks are recognised on made documents, against two peers."""
