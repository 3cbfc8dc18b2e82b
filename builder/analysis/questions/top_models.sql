-- Which models are used by most repositories?
SELECT model_id AS label, count(*) AS value FROM pairs WHERE usage IS DISTINCT FROM 'mention'
GROUP BY model_id ORDER BY value DESC, label LIMIT 10
