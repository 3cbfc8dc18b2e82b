-- Which restrictive terms of models do repositories' licences not carry on?
SELECT term AS label, count(*) AS value
FROM (SELECT unnest(dropped_terms) AS term FROM pairs) GROUP BY term ORDER BY value DESC, label
