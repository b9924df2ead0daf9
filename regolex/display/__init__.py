"""How an assessment is shown: terminal, report, published JSON, receipt."""
