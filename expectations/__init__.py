"""The only home of Great Expectations: rules, suites, the audit, quarantine and the report."""
