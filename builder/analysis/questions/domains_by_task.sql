-- Which domain are the models of Hugging Face of, by their task alone?
SELECT task_domains.domain AS label, count(*) / sum(count(*)) OVER () AS value
FROM models JOIN task_domains USING (task)
WHERE hub = 'huggingface' GROUP BY task_domains.domain ORDER BY value DESC, label
