-- How many verdicts come through a base model?
SELECT 'through a base model' AS label, count(conflict_via) AS value FROM pairs
