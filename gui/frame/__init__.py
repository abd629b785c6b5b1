"""What stands around the panels: chips, the start page, the status line, the strip's height."""
