-- Which of the two licences does no rule cover? (The words of `rule` are those of builder/licences/judge.py.)
SELECT CASE
  WHEN 'other' IN (lower(model_license), lower(repository_license)) THEN 'another reason' -- as the paper counts them
  WHEN rule = 'no rule knows the repository''s licence' THEN 'the repository''s'
  WHEN starts_with(rule, 'no rule knows the ') THEN 'the model''s'
  ELSE 'another reason'
END AS label, count(*) AS value
FROM pairs WHERE verdict = 'not_covered' GROUP BY label ORDER BY value DESC, label
