-- How many models of each domain were made in each month?
WITH made AS (
  SELECT strftime(created_at, '%Y-%m') AS month, domain, count(*) AS models FROM models
  WHERE created_at >= TIMESTAMP '2022-03-03' AND domain IS NOT NULL GROUP BY ALL
)
SELECT concat(month, ' ', domain) AS label, models AS value FROM made
QUALIFY dense_rank() OVER (ORDER BY month DESC) <= 12 ORDER BY month DESC, value DESC, label
