"""What it means: tables, accounts, baseline, audit, stored results."""
