-- How many models are made, and how many commits to captured models, in each month, by domain? Whole months alone.
WITH counted AS (
  SELECT 'models' AS what, strftime(created_at, '%Y-%m') AS month, coalesce(domain, 'none') AS domain, count(*) AS here
  FROM models WHERE created_at >= TIMESTAMP '2022-03-03' GROUP BY ALL
  UNION ALL
  SELECT 'commits', strftime(made.date, '%Y-%m') AS month, coalesce(domain, 'none') AS domain, count(*)
  FROM (SELECT DISTINCT model_id, unnest(commits) AS made FROM snapshots) JOIN models USING (model_id)
  WHERE made.date IS NOT NULL GROUP BY ALL
)
SELECT what, month, domain, here FROM counted
QUALIFY month < max(month) OVER (PARTITION BY what) ORDER BY what DESC, month, domain
