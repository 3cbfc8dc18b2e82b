-- How many parameters has the median model of each other domain that was made in each half year?
WITH made AS (
  SELECT concat(year(created_at), CASE WHEN month(created_at) <= 6 THEN '-H1' ELSE '-H2' END) AS half, domain,
    median(parameters) AS parameters
  FROM models WHERE domain <> 'nlp' AND parameters IS NOT NULL AND created_at >= TIMESTAMP '2022-03-03' GROUP BY ALL
)
SELECT concat(half, ' ', domain) AS label, parameters AS value FROM made
QUALIFY dense_rank() OVER (ORDER BY half DESC) <= 4 ORDER BY half DESC, label
