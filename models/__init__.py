"""What things are: degrees, marks, agreements, outcomes, errors."""
