-- How many pairs of a repository and a model that it uses are there? (The paper calls them mappings.)
WITH used AS (SELECT CASE WHEN contains(model_id, '#') THEN 'PyTorch Hub' ELSE 'Hugging Face' END AS hub
              FROM pairs WHERE usage IS DISTINCT FROM 'mention')
SELECT hub AS label, count(*) AS value FROM used GROUP BY hub
UNION ALL SELECT 'all', count(*) FROM used
UNION ALL SELECT 'places (rows of mappings)', count(*) FROM mappings
UNION ALL SELECT 'only mentioned', count(*) FROM pairs WHERE usage = 'mention'
ORDER BY value DESC, label
