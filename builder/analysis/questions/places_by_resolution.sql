-- Which share of the places in code has each `resolution`?
SELECT resolution AS label, count(*) / sum(count(*)) OVER () AS value FROM mappings GROUP BY resolution ORDER BY value DESC, label
