-- Which licences of models meet which licences of repositories, and what does that come to?
SELECT coalesce(model_license, 'none') AS model_license, coalesce(repository_license, 'none') AS repository_license,
  coalesce(verdict, 'not_judged') AS verdict, count(*) AS here
FROM pairs WHERE usage IS DISTINCT FROM 'mention'
GROUP BY ALL ORDER BY here DESC, model_license, repository_license, verdict
