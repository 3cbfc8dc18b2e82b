-- Which share of the places in code has each `usage`?
SELECT usage AS label, count(*) / sum(count(*)) OVER () AS value FROM mappings GROUP BY usage ORDER BY value DESC, label
