-- Which domains are the models of that downstream repositories use, of PyTorch Hub?
SELECT domain AS label, count(DISTINCT repository_id) / sum(count(DISTINCT repository_id)) OVER () AS value
FROM pairs JOIN models USING (model_id)
WHERE usage IS DISTINCT FROM 'mention' AND hub = 'pytorch' AND domain IS NOT NULL GROUP BY domain ORDER BY value DESC, label
