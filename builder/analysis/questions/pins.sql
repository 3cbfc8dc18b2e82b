-- Which share of the pairs names a revision at every place, and which lets a model's own code run?
SELECT 'pinned' AS label, count(*) FILTER (pinned) / count(*) AS value FROM pairs WHERE usage <> 'mention'
UNION ALL
SELECT 'trust_remote_code', count(*) FILTER (trust_remote_code) / count(*) FROM pairs WHERE usage <> 'mention'
