-- Which repository uses which model? At most so many pairs: of each model its first repositories, the most starred first.
WITH used AS (
  SELECT pairs.*, row_number() OVER (PARTITION BY model_id ORDER BY stars DESC NULLS LAST, repository_id) AS place,
    count(*) OVER (PARTITION BY model_id) AS repositories
  FROM pairs LEFT JOIN repositories USING (repository_id) WHERE usage IS DISTINCT FROM 'mention'
), first AS (
  SELECT * FROM used ORDER BY place, repositories DESC, model_id LIMIT ?
)
SELECT repository_id, model_id, usage, verdict, model_license, repository_license, places
FROM first ORDER BY repository_id, model_id
