-- Which domain are the models of Hugging Face of? (The paper's rule: names of tasks among all tags.)
SELECT domain AS label, count(*) / sum(count(*)) OVER () AS value FROM models
WHERE hub = 'huggingface' AND domain IS NOT NULL GROUP BY domain ORDER BY value DESC, label
