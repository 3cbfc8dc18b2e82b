-- How many models were captured at a revision, on which hub?
SELECT CASE hub WHEN 'huggingface' THEN 'Hugging Face' WHEN 'pytorch' THEN 'PyTorch Hub' END AS label,
  count(DISTINCT model_id) AS value
FROM snapshots GROUP BY hub
ORDER BY value DESC, label
