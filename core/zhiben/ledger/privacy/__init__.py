"""What is kept from others: personal data, who used it and why, and marks of state secrets."""
