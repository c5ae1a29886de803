"""The attacks on files of moments: one alone, two of one survey, a country's own against the pooled."""
