-- Which licences do not go together, most often?
SELECT concat(model_license, ' to ', coalesce(repository_license, 'none')) AS label, count(*) AS value
FROM pairs WHERE verdict IN ('incompatible', 'conditional') GROUP BY label ORDER BY value DESC, label LIMIT 10
