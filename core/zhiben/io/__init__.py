"""Files in and out: tables, documents and packets."""
