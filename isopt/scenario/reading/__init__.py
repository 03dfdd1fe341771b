"""Read files: YAML, tables, workbooks, merged into one located tree."""
