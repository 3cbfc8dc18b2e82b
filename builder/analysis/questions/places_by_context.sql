-- Which share of the places in code has each `context`?
SELECT context AS label, count(*) / sum(count(*)) OVER () AS value FROM mappings GROUP BY context ORDER BY value DESC, label
