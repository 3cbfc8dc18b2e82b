-- How many parameters has the median model of each domain that was made in each half year?
SELECT concat(year(created_at), CASE WHEN month(created_at) <= 6 THEN '-H1' ELSE '-H2' END) AS half, domain,
  median(parameters) AS here, count(*) AS models
FROM models WHERE domain IS NOT NULL AND parameters > 0 AND created_at >= TIMESTAMP '2022-03-03'
GROUP BY ALL ORDER BY half, domain
