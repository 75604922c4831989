"""Inspections: the form a checklist becomes, the filled sheet, and what the journal keeps."""
