-- How many commits do the captured models have in each month? (What the paper's figure counts; the newest 200 of each.)
SELECT strftime(made.date, '%Y-%m') AS label, count(*) AS value
FROM (SELECT unnest(commits) AS made FROM snapshots)
WHERE made.date IS NOT NULL GROUP BY label ORDER BY label DESC LIMIT 24
