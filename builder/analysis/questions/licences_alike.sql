-- How many pairs have one licence on both sides?
SELECT 'the same licence' AS label, count(*) FILTER (model_license = repository_license) AS value
FROM pairs WHERE usage IS DISTINCT FROM 'mention'
