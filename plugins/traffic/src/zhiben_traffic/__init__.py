"""zhiben's plugin for the sector TRA: road traffic and road transport."""
