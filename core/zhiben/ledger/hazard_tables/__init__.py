"""Hazards read from whatever table arrives: headings, columns, cells, rows and totals."""
