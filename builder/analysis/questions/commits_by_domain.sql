-- How many commits do the captured models of each domain have in each month? (What the paper's figure counts.)
WITH made AS (
  SELECT strftime(change.date, '%Y-%m') AS month, domain, count(*) AS commits
  FROM (SELECT model_id, unnest(commits) AS change FROM snapshots) JOIN models USING (model_id)
  WHERE change.date IS NOT NULL AND domain IS NOT NULL GROUP BY ALL
)
SELECT concat(month, ' ', domain) AS label, commits AS value FROM made
QUALIFY dense_rank() OVER (ORDER BY month DESC) <= 12 ORDER BY month DESC, value DESC, label
