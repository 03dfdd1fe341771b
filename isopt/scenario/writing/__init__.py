"""Write scenarios: canonical dumps, workbooks, templates."""
