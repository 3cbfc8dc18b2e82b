-- Which pairs have licences that are incompatible, or go together on a condition?
SELECT repository_id, model_id, repository_license, model_license, verdict, rule, rule_source, conflict_via
FROM pairs WHERE verdict IN ('incompatible', 'conditional')
ORDER BY verdict DESC, repository_id, model_id LIMIT ?
