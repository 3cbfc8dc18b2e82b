-- How many parameters has the median model of natural language processing that was made in each half year?
SELECT concat(year(created_at), CASE WHEN month(created_at) <= 6 THEN '-H1' ELSE '-H2' END) AS label,
  median(parameters) AS value
FROM models WHERE domain = 'nlp' AND parameters IS NOT NULL AND created_at >= TIMESTAMP '2022-03-03'
GROUP BY label ORDER BY label DESC LIMIT 8
