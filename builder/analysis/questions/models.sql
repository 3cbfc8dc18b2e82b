-- How many models are there, on which hub?
SELECT CASE hub WHEN 'huggingface' THEN 'Hugging Face' WHEN 'pytorch' THEN 'PyTorch Hub' END AS label, count(*) AS value
FROM models WHERE status <> 'replaced' GROUP BY hub
UNION ALL SELECT 'all', count(*) FROM models WHERE status <> 'replaced'
ORDER BY value DESC, label
