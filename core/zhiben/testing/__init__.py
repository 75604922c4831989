"""Help for tests, here and in plugins: small worlds, and random ones."""
