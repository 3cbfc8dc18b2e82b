-- How many discussions of models, and of repositories, are there?
SELECT CASE subject WHEN 'model' THEN 'of models' ELSE 'of repositories' END AS label, count(*) AS value
FROM discussions GROUP BY subject
ORDER BY value DESC, label
