-- Which domain are the models of PyTorch Hub of?
SELECT domain AS label, count(*) / sum(count(*)) OVER () AS value FROM models
WHERE hub = 'pytorch' AND domain IS NOT NULL GROUP BY domain ORDER BY value DESC, label
